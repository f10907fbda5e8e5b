export { type Complexity, complexity, type LayerComplexity } from './complexity.ts';
export { createModel, type ModelOverrides, type ModelSpec } from './createModel.ts';
export type { FamilyConfigs, FamilyName } from './families.ts';
export { layerSeeds } from './layerSeed.ts';
export { type ModelConfig, modelConfig } from './modelConfig.ts';
export { ModelError } from './modelError.ts';
export type { CommonConfig } from './options/commonConfig.ts';
export { listModels } from './presets.ts';
export { setr } from './setr/setr.ts';
export type { SetrConfig, SetrOptions } from './setr/setrConfig.ts';
export { unetr } from './unetr/unetr.ts';
export type { UnetrConfig, UnetrOptions } from './unetr/unetrConfig.ts';
export {
	type LoadReport,
	type LoadWeightsOptions,
	loadWeights,
	type ShapeMismatch,
} from './weights/loadWeights.ts';
export { type SaveWeightsOptions, saveWeights } from './weights/saveWeights.ts';
export { stateDict } from './weights/stateDict.ts';
export { type TorchParameter, torchParameters } from './weights/torchParameters.ts';
