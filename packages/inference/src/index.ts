export { argmaxLabels } from './argmaxLabels.ts';
export { WindowTooLargeError } from './assertWindowFits.ts';
export {
	type Bundle,
	type BundleContent,
	type BundleFiles,
	type BundleSource,
	checkBundle,
	openBundle,
	readBundle,
	writeBundle,
} from './bundle.ts';
export type { BundleLabel, BundleSpec } from './bundleSpec.ts';
export { type BlendMode, importanceMap } from './importanceMap.ts';
export { InferenceError } from './inferenceError.ts';
export type { PadMode } from './padIndex.ts';
export type { InferenceSpec, Pipeline } from './pipeline.ts';
export { predictWith } from './predictWith.ts';
export { type Segmentation, type SegmentOptions, segmentVolume } from './segmentVolume.ts';
export {
	type InferenceProgress,
	type Predict,
	type SlidingWindowOptions,
	slidingWindow,
} from './slidingWindow.ts';
export { type Triple, type WindowGrid, windowGrid } from './windowGrid.ts';
