export { type AdamwOptions, adamwStep } from './adamwStep/adamwStep.ts';
export { type AttentionOptions, attention } from './attention/attention.ts';
export { type Fallback, fallback, registerOpKernels, replaceStockKernels } from './backendKernels.ts';
export { type BatchNormResult, batchNorm } from './batchNorm/batchNorm.ts';
export { caseInputs } from './caseInputs.ts';
export { type Conv3dOptions, conv3d } from './conv3d/conv3d.ts';
export { type Conv3dTransposeOptions, conv3dTranspose } from './conv3d/conv3dTranspose.ts';
export type { Padding } from './conv3d/geometry.ts';
export { type ConvAxis, type Phase, phasesOf } from './conv3d/phases.ts';
export { nearestSquares } from './distance/nearestSquares.ts';
export { gelu } from './gelu/gelu.ts';
export { groupNorm } from './groupNorm/groupNorm.ts';
export { instanceNorm } from './instanceNorm/instanceNorm.ts';
export { l2Normalize } from './l2Normalize/l2Normalize.ts';
export { layerNorm } from './layerNorm/layerNorm.ts';
export { leakyRelu } from './leakyRelu/leakyRelu.ts';
export { linear } from './linear/linear.ts';
export { type NormActOptions, normAct } from './normAct/normAct.ts';
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
export { adaptiveAvgPool3d } from './pool/adaptiveAvgPool3d.ts';
export { avgPool3d } from './pool/avgPool3d.ts';
export { maxPool3d } from './pool/maxPool3d.ts';
export type { PoolOptions } from './pool/poolGeometry.ts';
export { prelu } from './prelu/prelu.ts';
export { depthToSpace3d } from './rearrange/depthToSpace3d.ts';
export { spaceToDepth3d } from './rearrange/spaceToDepth3d.ts';
export { isRecomputing, type RecomputedPart, recomputed } from './recomputed.ts';
export { channelSum } from './reduce/channelSum.ts';
export { sumSquares } from './reduce/sumSquares.ts';
export { type Resize3dOptions, resize3d } from './resize/resize3d.ts';
export { type AxisSample, axisSamples, type ResizeMode, resizeModes } from './resize/sampling.ts';
export { type OpName, ops } from './roster.ts';
export { scaleShift } from './scaleShift/scaleShift.ts';
export { silu } from './silu/silu.ts';
export { softmaxRegionSums } from './softmaxRegionSums/softmaxRegionSums.ts';
export { type BackendOptions, registerBackendOptions, useBackend } from './useBackend.ts';
export { variableGrads } from './variableGrads.ts';
export { windowPartition3d } from './windows/windowPartition3d.ts';
export { windowReverse3d } from './windows/windowReverse3d.ts';
