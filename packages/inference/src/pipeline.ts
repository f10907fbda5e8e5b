import type { PreprocessingSpec } from '@unetr/transforms';
import type { SlidingWindowOptions } from './slidingWindow.ts';

/** How windows are laid and blended: plain JSON, kept in the bundle beside the weights. */
export interface InferenceSpec
	extends Pick<SlidingWindowOptions, 'roiSize' | 'overlap' | 'mode' | 'sigmaScale' | 'padMode' | 'cval'> {}

/** What happens to the predicted labels: plain JSON. */
export interface PostprocessingSpec {
	/** Classes of which only the largest connected component stays. */
	readonly keepLargest?: readonly number[];
}

/** Everything between a scan and a label map beside the network. */
export interface Pipeline {
	readonly preprocessing: PreprocessingSpec;
	readonly inference: InferenceSpec;
	readonly postprocessing?: PostprocessingSpec;
}
