import type { OpName } from '@unetr/ops';
import { type Fallback, fallback, type Kernel } from './backend/kernel.ts';
import { adamwStep } from './ops/adamwStep.ts';
import { attention, attentionGrad } from './ops/attention.ts';
import { channelSum } from './ops/channelSum.ts';
import { conv3d } from './ops/conv3d.ts';
import { conv3dFilterGrad } from './ops/conv3dFilterGrad.ts';
import { conv3dInputGrad } from './ops/conv3dInputGrad.ts';
import { gelu, geluGrad, leakyRelu, leakyReluGrad } from './ops/elementwise.ts';
import { instanceNorm, instanceNormGammaGrad, instanceNormGrad } from './ops/instanceNorm.ts';
import { layerNorm, layerNormGammaGrad, layerNormGrad } from './ops/layerNorm.ts';
import { linear } from './ops/linear.ts';
import { depthToSpace3d, spaceToDepth3d } from './ops/rearrange.ts';
import { softmaxRegionSums, softmaxRegionSumsGrad } from './ops/softmaxRegionSums.ts';
import { sumSquares } from './ops/sumSquares.ts';

/** This backend's answer to every op: a kernel, or why there is none. */
export const kernels: Readonly<Record<OpName, Kernel | Fallback>> = {
	adamwStep,
	attention,
	attentionGrad,
	avgPool3d: fallback('composed of accelerated ops'),
	avgPool3dGrad: fallback('composed of accelerated ops'),
	biasedAttention: fallback('composed of accelerated ops'),
	biasedAttentionBiasGrad: fallback('composed of accelerated ops'),
	biasedAttentionGrad: fallback('composed of accelerated ops'),
	channelSum,
	conv3d,
	conv3dFilterGrad,
	conv3dInputGrad,
	depthToSpace3d,
	gelu,
	geluGrad,
	groupNorm: fallback('composed of accelerated ops'),
	groupNormGammaGrad: fallback('composed of accelerated ops'),
	groupNormGrad: fallback('composed of accelerated ops'),
	instanceNorm,
	instanceNormGammaGrad,
	instanceNormGrad,
	l2Normalize: fallback('composed of accelerated ops'),
	l2NormalizeGrad: fallback('composed of accelerated ops'),
	layerNorm,
	layerNormGammaGrad,
	layerNormGrad,
	leakyRelu,
	leakyReluGrad,
	linear,
	maxPool3d: fallback('composed of accelerated ops'),
	maxPool3dGrad: fallback('composed of accelerated ops'),
	prelu: fallback('composed of accelerated ops'),
	preluAlphaGrad: fallback('composed of accelerated ops'),
	preluGrad: fallback('composed of accelerated ops'),
	resize3d: fallback('composed of accelerated ops'),
	resize3dGrad: fallback('composed of accelerated ops'),
	scaleShift: fallback('composed of accelerated ops'),
	silu: fallback('composed of accelerated ops'),
	siluGrad: fallback('composed of accelerated ops'),
	softmaxRegionSums,
	softmaxRegionSumsGrad,
	spaceToDepth3d,
	sumSquares,
	windowPartition3d: fallback('composed of accelerated ops'),
	windowReverse3d: fallback('composed of accelerated ops'),
};
