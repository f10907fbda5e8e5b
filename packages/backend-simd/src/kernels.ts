import { type Fallback, fallback, type OpName } from '@unetr/ops';
import type { Kernel } from './backend/kernel.ts';
import { adamwStep } from './ops/adamwStep.ts';
import { attention, attentionBiasGrad, attentionGrad } from './ops/attention.ts';
import { channelSum } from './ops/channelSum.ts';
import { prelu, preluAlphaGrad, preluGrad, scaleShift } from './ops/channelwise.ts';
import { conv3d } from './ops/conv3d.ts';
import { conv3dFilterGrad } from './ops/conv3dFilterGrad.ts';
import { conv3dInputGrad } from './ops/conv3dInputGrad.ts';
import { gelu, geluGrad, leakyRelu, leakyReluGrad, silu, siluGrad } from './ops/elementwise.ts';
import { instanceNorm } from './ops/instanceNorm.ts';
import { instanceNormGammaGrad, instanceNormGrad, normActGrad } from './ops/instanceNormGrad.ts';
import { l2Normalize, l2NormalizeGrad } from './ops/l2Normalize.ts';
import { layerNorm, layerNormGammaGrad, layerNormGrad } from './ops/layerNorm.ts';
import { linear } from './ops/linear.ts';
import { avgPool3d, avgPool3dGrad, maxPool3d, maxPool3dGrad } from './ops/pool3d.ts';
import { depthToSpace3d, spaceToDepth3d } from './ops/rearrange.ts';
import { resize3d, resize3dGrad } from './ops/resize3d.ts';
import { softmaxRegionSums, softmaxRegionSumsGrad } from './ops/softmaxRegionSums.ts';
import { sumSquares } from './ops/sumSquares.ts';
import { windowPartition3d, windowReverse3d } from './ops/windows.ts';

/** This backend's answer to every op: a kernel, or why there is none. */
export const kernels: Readonly<Record<OpName, Kernel | Fallback>> = {
	adamwStep,
	attention,
	attentionGrad,
	avgPool3d,
	avgPool3dGrad,
	biasedAttention: attention,
	biasedAttentionBiasGrad: attentionBiasGrad,
	biasedAttentionGrad: attentionGrad,
	channelSum,
	conv3d,
	conv3dFilterGrad,
	conv3dInputGrad,
	depthToSpace3d,
	gelu,
	geluGrad,
	groupNorm: instanceNorm,
	groupNormGammaGrad: instanceNormGammaGrad,
	groupNormGrad: instanceNormGrad,
	instanceNorm,
	instanceNormGammaGrad,
	instanceNormGrad,
	l2Normalize,
	l2NormalizeGrad,
	layerNorm,
	layerNormGammaGrad,
	layerNormGrad,
	leakyRelu,
	leakyReluGrad,
	linear,
	maxPool3d,
	maxPool3dGrad,
	nearestSquares: fallback('losses of distances take plain arrays there'),
	normAct: instanceNorm,
	normActGrad,
	normAddAct: instanceNorm,
	normAddActGrad: normActGrad,
	prelu,
	preluAlphaGrad,
	preluGrad,
	resize3d,
	resize3dGrad,
	scaleShift,
	silu,
	siluGrad,
	softmaxRegionSums,
	softmaxRegionSumsGrad,
	spaceToDepth3d,
	sumSquares,
	windowPartition3d,
	windowReverse3d,
};
