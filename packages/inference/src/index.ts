export { argmaxLabels } from './argmaxLabels.ts';
export { type BlendMode, importanceMap } from './importanceMap.ts';
export { InferenceError } from './inferenceError.ts';
export { type PadMode, padIndex } from './padIndex.ts';
export {
	type InferenceProgress,
	type Predict,
	type SlidingWindowOptions,
	slidingWindow,
} from './slidingWindow.ts';
export { type Triple, type WindowGrid, windowGrid } from './windowGrid.ts';
