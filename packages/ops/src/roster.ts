import { adamwStepOp } from './adamwStep/adamwStep.ts';
import { attentionOp } from './attention/attention.ts';
import { attentionGradOp } from './attention/attentionGrad.ts';
import { conv3dOp } from './conv3d/conv3d.ts';
import { conv3dFilterGradOp } from './conv3d/conv3dFilterGrad.ts';
import { conv3dInputGradOp } from './conv3d/conv3dInputGrad.ts';
import { geluGradOp, geluOp } from './gelu/gelu.ts';
import { instanceNormOp } from './instanceNorm/instanceNorm.ts';
import { instanceNormGammaGradOp, instanceNormGradOp } from './instanceNorm/instanceNormGrad.ts';
import { layerNormOp } from './layerNorm/layerNorm.ts';
import { layerNormGammaGradOp, layerNormGradOp } from './layerNorm/layerNormGrad.ts';
import { leakyReluGradOp, leakyReluOp } from './leakyRelu/leakyRelu.ts';
import { linearOp } from './linear/linear.ts';
import type { Op } from './op.ts';
import { depthToSpace3dOp } from './rearrange/depthToSpace3d.ts';
import { spaceToDepth3dOp } from './rearrange/spaceToDepth3d.ts';
import { channelSumOp } from './reduce/channelSum.ts';
import { sumSquaresOp } from './reduce/sumSquares.ts';
import { softmaxRegionSumsOp } from './softmaxRegionSums/softmaxRegionSums.ts';
import { softmaxRegionSumsGradOp } from './softmaxRegionSums/softmaxRegionSumsGrad.ts';

/** Every op by name: a backend answers for each of them with a kernel or a reasoned fallback. */
export type OpName =
	| 'adamwStep'
	| 'attention'
	| 'attentionGrad'
	| 'channelSum'
	| 'conv3d'
	| 'conv3dFilterGrad'
	| 'conv3dInputGrad'
	| 'depthToSpace3d'
	| 'gelu'
	| 'geluGrad'
	| 'instanceNorm'
	| 'instanceNormGammaGrad'
	| 'instanceNormGrad'
	| 'layerNorm'
	| 'layerNormGammaGrad'
	| 'layerNormGrad'
	| 'leakyRelu'
	| 'leakyReluGrad'
	| 'linear'
	| 'softmaxRegionSums'
	| 'softmaxRegionSumsGrad'
	| 'spaceToDepth3d'
	| 'sumSquares';

/** The declaration of every op. Tests, benchmarks and backends iterate over it. */
export const ops: Readonly<Record<OpName, Op>> = {
	adamwStep: adamwStepOp,
	attention: attentionOp,
	attentionGrad: attentionGradOp,
	channelSum: channelSumOp,
	conv3d: conv3dOp,
	conv3dFilterGrad: conv3dFilterGradOp,
	conv3dInputGrad: conv3dInputGradOp,
	depthToSpace3d: depthToSpace3dOp,
	gelu: geluOp,
	geluGrad: geluGradOp,
	instanceNorm: instanceNormOp,
	instanceNormGammaGrad: instanceNormGammaGradOp,
	instanceNormGrad: instanceNormGradOp,
	layerNorm: layerNormOp,
	layerNormGammaGrad: layerNormGammaGradOp,
	layerNormGrad: layerNormGradOp,
	leakyRelu: leakyReluOp,
	leakyReluGrad: leakyReluGradOp,
	linear: linearOp,
	softmaxRegionSums: softmaxRegionSumsOp,
	softmaxRegionSumsGrad: softmaxRegionSumsGradOp,
	spaceToDepth3d: spaceToDepth3dOp,
	sumSquares: sumSquaresOp,
};
