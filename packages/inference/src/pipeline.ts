import type { PostprocessingSpec, PreprocessingSpec } from '@unetr/transforms';
import type { SlidingWindowOptions } from './slidingWindow.ts';

/** How windows are laid and blended: plain JSON, kept in the bundle beside the weights. */
export interface InferenceSpec
	extends Pick<SlidingWindowOptions, 'roiSize' | 'overlap' | 'mode' | 'sigmaScale' | 'padMode' | 'cval'> {}

/** Everything between a scan and a label map beside the network. */
export interface Pipeline {
	readonly preprocessing: PreprocessingSpec;
	readonly inference: InferenceSpec;
	readonly postprocessing?: PostprocessingSpec;
}
