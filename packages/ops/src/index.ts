export { type AdamwOptions, adamwStep } from './adamwStep/adamwStep.ts';
export { attention } from './attention/attention.ts';
export { caseInputs } from './caseInputs.ts';
export { type Conv3dOptions, conv3d } from './conv3d/conv3d.ts';
export { conv3dTranspose } from './conv3d/conv3dTranspose.ts';
export type { Padding } from './conv3d/geometry.ts';
export { gelu } from './gelu/gelu.ts';
export { instanceNorm } from './instanceNorm/instanceNorm.ts';
export { layerNorm } from './layerNorm/layerNorm.ts';
export { leakyRelu } from './leakyRelu/leakyRelu.ts';
export { linear } from './linear/linear.ts';
export {
	type Attributes,
	type CaseInput,
	kernelName,
	type Op,
	type OpCase,
	type OpGradient,
	registerReference,
	runOp,
	type Shape,
} from './op.ts';
export { OpError } from './opError.ts';
export { depthToSpace3d } from './rearrange/depthToSpace3d.ts';
export { spaceToDepth3d } from './rearrange/spaceToDepth3d.ts';
export { channelSum } from './reduce/channelSum.ts';
export { sumSquares } from './reduce/sumSquares.ts';
export { type OpName, ops } from './roster.ts';
export { softmaxRegionSums } from './softmaxRegionSums/softmaxRegionSums.ts';
export { type BackendOptions, registerBackendOptions, useBackend } from './useBackend.ts';
