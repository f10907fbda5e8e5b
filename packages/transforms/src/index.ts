export { createGrid, type Grid, type Triple } from './grid.ts';
export { type GridWindow, takeWindow } from './gridWindow.ts';
export { type Oriented, orientTo } from './orientTo.ts';
export { cropToShape, padOrCrop, padToShape } from './padOrCrop.ts';
export { type PreparedImage, prepareImage } from './prepareImage.ts';
export { prepareLabel } from './prepareLabel.ts';
export {
	defaultPreprocessing,
	type IntensitySpec,
	type PreprocessingSpec,
	parsePreprocessingSpec,
} from './preprocessingSpec.ts';
export { Random, type RandomState } from './random.ts';
export { type SampleCropOptions, sampleCrop } from './sampleCrop.ts';
export { percentiles, type ScaleRangeOptions, scaleRange } from './scaleRange.ts';
export { fromGrid, toGrid } from './toGrid.ts';
export type { TrainingPatch } from './trainingPatch.ts';
export { TransformsError } from './transformsError.ts';
export { type ZScoreOptions, zScore } from './zScore.ts';
