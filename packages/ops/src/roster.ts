import { adamwStepOp } from './adamwStep/adamwStep.ts';
import { attentionOp } from './attention/attention.ts';
import { attentionGradOp } from './attention/attentionGrad.ts';
import { biasedAttentionOp } from './attention/biasedAttention.ts';
import { biasedAttentionBiasGradOp, biasedAttentionGradOp } from './attention/biasedAttentionGrad.ts';
import { conv3dOp } from './conv3d/conv3d.ts';
import { conv3dFilterGradOp } from './conv3d/conv3dFilterGrad.ts';
import { conv3dInputGradOp } from './conv3d/conv3dInputGrad.ts';
import { nearestSquaresOp } from './distance/nearestSquares.ts';
import { geluGradOp, geluOp } from './gelu/gelu.ts';
import { groupNormOp } from './groupNorm/groupNorm.ts';
import { groupNormGammaGradOp, groupNormGradOp } from './groupNorm/groupNormGrad.ts';
import { instanceNormOp } from './instanceNorm/instanceNorm.ts';
import { instanceNormGammaGradOp, instanceNormGradOp } from './instanceNorm/instanceNormGrad.ts';
import { l2NormalizeOp } from './l2Normalize/l2Normalize.ts';
import { l2NormalizeGradOp } from './l2Normalize/l2NormalizeGrad.ts';
import { layerNormOp } from './layerNorm/layerNorm.ts';
import { layerNormGammaGradOp, layerNormGradOp } from './layerNorm/layerNormGrad.ts';
import { leakyReluGradOp, leakyReluOp } from './leakyRelu/leakyRelu.ts';
import { linearOp } from './linear/linear.ts';
import { normActOp, normAddActOp } from './normAct/normAct.ts';
import { normActGradOp, normAddActGradOp } from './normAct/normActGrad.ts';
import type { Op } from './op.ts';
import { avgPool3dGradOp, avgPool3dOp } from './pool/avgPool3d.ts';
import { maxPool3dGradOp, maxPool3dOp } from './pool/maxPool3d.ts';
import { preluAlphaGradOp, preluGradOp, preluOp } from './prelu/prelu.ts';
import { depthToSpace3dOp } from './rearrange/depthToSpace3d.ts';
import { spaceToDepth3dOp } from './rearrange/spaceToDepth3d.ts';
import { channelSumOp } from './reduce/channelSum.ts';
import { sumSquaresOp } from './reduce/sumSquares.ts';
import { resize3dGradOp, resize3dOp } from './resize/resize3d.ts';
import { scaleShiftOp } from './scaleShift/scaleShift.ts';
import { siluGradOp, siluOp } from './silu/silu.ts';
import { softmaxRegionSumsOp } from './softmaxRegionSums/softmaxRegionSums.ts';
import { softmaxRegionSumsGradOp } from './softmaxRegionSums/softmaxRegionSumsGrad.ts';
import { windowPartition3dOp } from './windows/windowPartition3d.ts';
import { windowReverse3dOp } from './windows/windowReverse3d.ts';

/** Every op by name: a backend answers for each of them with a kernel or a reasoned fallback. */
export type OpName =
	| 'adamwStep'
	| 'attention'
	| 'attentionGrad'
	| 'avgPool3d'
	| 'avgPool3dGrad'
	| 'biasedAttention'
	| 'biasedAttentionBiasGrad'
	| 'biasedAttentionGrad'
	| 'channelSum'
	| 'conv3d'
	| 'conv3dFilterGrad'
	| 'conv3dInputGrad'
	| 'depthToSpace3d'
	| 'gelu'
	| 'geluGrad'
	| 'groupNorm'
	| 'groupNormGammaGrad'
	| 'groupNormGrad'
	| 'instanceNorm'
	| 'instanceNormGammaGrad'
	| 'instanceNormGrad'
	| 'l2Normalize'
	| 'l2NormalizeGrad'
	| 'layerNorm'
	| 'layerNormGammaGrad'
	| 'layerNormGrad'
	| 'leakyRelu'
	| 'leakyReluGrad'
	| 'linear'
	| 'maxPool3d'
	| 'maxPool3dGrad'
	| 'nearestSquares'
	| 'normAct'
	| 'normActGrad'
	| 'normAddAct'
	| 'normAddActGrad'
	| 'prelu'
	| 'preluAlphaGrad'
	| 'preluGrad'
	| 'resize3d'
	| 'resize3dGrad'
	| 'scaleShift'
	| 'silu'
	| 'siluGrad'
	| 'softmaxRegionSums'
	| 'softmaxRegionSumsGrad'
	| 'spaceToDepth3d'
	| 'sumSquares'
	| 'windowPartition3d'
	| 'windowReverse3d';

/** The declaration of every op. Tests, benchmarks and backends iterate over it. */
export const ops: Readonly<Record<OpName, Op>> = {
	adamwStep: adamwStepOp,
	attention: attentionOp,
	attentionGrad: attentionGradOp,
	avgPool3d: avgPool3dOp,
	avgPool3dGrad: avgPool3dGradOp,
	biasedAttention: biasedAttentionOp,
	biasedAttentionBiasGrad: biasedAttentionBiasGradOp,
	biasedAttentionGrad: biasedAttentionGradOp,
	channelSum: channelSumOp,
	conv3d: conv3dOp,
	conv3dFilterGrad: conv3dFilterGradOp,
	conv3dInputGrad: conv3dInputGradOp,
	depthToSpace3d: depthToSpace3dOp,
	gelu: geluOp,
	geluGrad: geluGradOp,
	groupNorm: groupNormOp,
	groupNormGammaGrad: groupNormGammaGradOp,
	groupNormGrad: groupNormGradOp,
	instanceNorm: instanceNormOp,
	instanceNormGammaGrad: instanceNormGammaGradOp,
	instanceNormGrad: instanceNormGradOp,
	l2Normalize: l2NormalizeOp,
	l2NormalizeGrad: l2NormalizeGradOp,
	layerNorm: layerNormOp,
	layerNormGammaGrad: layerNormGammaGradOp,
	layerNormGrad: layerNormGradOp,
	leakyRelu: leakyReluOp,
	leakyReluGrad: leakyReluGradOp,
	linear: linearOp,
	maxPool3d: maxPool3dOp,
	maxPool3dGrad: maxPool3dGradOp,
	nearestSquares: nearestSquaresOp,
	normAct: normActOp,
	normActGrad: normActGradOp,
	normAddAct: normAddActOp,
	normAddActGrad: normAddActGradOp,
	prelu: preluOp,
	preluAlphaGrad: preluAlphaGradOp,
	preluGrad: preluGradOp,
	resize3d: resize3dOp,
	resize3dGrad: resize3dGradOp,
	scaleShift: scaleShiftOp,
	silu: siluOp,
	siluGrad: siluGradOp,
	softmaxRegionSums: softmaxRegionSumsOp,
	softmaxRegionSumsGrad: softmaxRegionSumsGradOp,
	spaceToDepth3d: spaceToDepth3dOp,
	sumSquares: sumSquaresOp,
	windowPartition3d: windowPartition3dOp,
	windowReverse3d: windowReverse3dOp,
};
