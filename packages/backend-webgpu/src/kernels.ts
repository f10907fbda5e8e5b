import type { OpName } from '@unetr/ops';
import { type Fallback, fallback, type Kernel } from './backend/kernel.ts';
import { adamwStep } from './ops/adamwStep.ts';
import { attention, attentionBiasGrad, attentionGrad } from './ops/attention.ts';
import { channelSum } from './ops/channelSum.ts';
import { conv3d } from './ops/conv3d.ts';
import { conv3dFilterGrad } from './ops/conv3dFilterGrad.ts';
import { conv3dInputGrad } from './ops/conv3dInputGrad.ts';
import { gelu, geluGrad } from './ops/gelu.ts';
import { groupNorm, groupNormGammaGrad, groupNormGrad } from './ops/groupNorm.ts';
import { l2Normalize, l2NormalizeGrad } from './ops/l2Normalize.ts';
import { layerNorm, layerNormGammaGrad, layerNormGrad } from './ops/layerNorm.ts';
import { leakyRelu, leakyReluGrad } from './ops/leakyRelu.ts';
import { linear } from './ops/linear.ts';
import { prelu, preluAlphaGrad, preluGrad } from './ops/prelu.ts';
import { scaleShift } from './ops/scaleShift.ts';
import { silu, siluGrad } from './ops/silu.ts';
import { sumSquares } from './ops/sumSquares.ts';

/** This backend's answer to every op: a kernel, or why there is none. */
export const kernels: Readonly<Record<OpName, Kernel | Fallback>> = {
	adamwStep,
	attention,
	attentionGrad,
	avgPool3d: fallback('not written yet'),
	avgPool3dGrad: fallback('not written yet'),
	biasedAttention: attention,
	biasedAttentionBiasGrad: attentionBiasGrad,
	biasedAttentionGrad: attentionGrad,
	channelSum,
	conv3d,
	conv3dFilterGrad,
	conv3dInputGrad,
	depthToSpace3d: fallback('not written yet'),
	gelu,
	geluGrad,
	groupNorm,
	groupNormGammaGrad,
	groupNormGrad,
	instanceNorm: groupNorm,
	instanceNormGammaGrad: groupNormGammaGrad,
	instanceNormGrad: groupNormGrad,
	l2Normalize,
	l2NormalizeGrad,
	layerNorm,
	layerNormGammaGrad,
	layerNormGrad,
	leakyRelu,
	leakyReluGrad,
	linear,
	maxPool3d: fallback('not written yet'),
	maxPool3dGrad: fallback('not written yet'),
	prelu,
	preluAlphaGrad,
	preluGrad,
	resize3d: fallback('not written yet'),
	resize3dGrad: fallback('not written yet'),
	scaleShift,
	silu,
	siluGrad,
	softmaxRegionSums: fallback('not written yet'),
	softmaxRegionSumsGrad: fallback('not written yet'),
	spaceToDepth3d: fallback('not written yet'),
	sumSquares,
	windowPartition3d: fallback('not written yet'),
	windowReverse3d: fallback('not written yet'),
};
