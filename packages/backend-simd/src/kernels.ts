import type { OpName } from '@unetr/ops';
import type { Fallback, Kernel } from './backend/kernel.ts';
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
	channelSum,
	conv3d,
	conv3dFilterGrad,
	conv3dInputGrad,
	depthToSpace3d,
	gelu,
	geluGrad,
	instanceNorm,
	instanceNormGammaGrad,
	instanceNormGrad,
	layerNorm,
	layerNormGammaGrad,
	layerNormGrad,
	leakyRelu,
	leakyReluGrad,
	linear,
	softmaxRegionSums,
	softmaxRegionSumsGrad,
	spaceToDepth3d,
	sumSquares,
};
