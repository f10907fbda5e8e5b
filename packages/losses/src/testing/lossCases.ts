import type { LossName, LossOptions } from '../lossRoster.ts';

const ignoring = { ignoreLabel: 7 };
/** Label 5 stands for 1 or 2; in label 0, class 2 may hide. */
const sets = { labelSets: { 5: [1, 2], 0: [0, 2] } };
const regions = { regions: [[1, 2, 5], [2, 5], [0]], ignoreLabel: 7 };
const distances = [
	[0, 1, 2],
	[1, 0, 0.5],
	[2, 0.5, 0],
];

/** Options at which each loss is tested: those that a loss has of its own, and the ways to read labels. */
export const lossCases: { readonly [Name in LossName]: readonly LossOptions[Name][] } = {
	boundary: [{}, { spacingMm: [2, 1, 0.5], includeBackground: true }, ignoring, regions],
	clDice: [{}, { iterations: 1, alpha: 0.4, smooth: 0.5 }, { includeBackground: true, ...sets }, regions],
	crossEntropy: [
		{},
		{ classWeights: [0.2, 1, 3], labelSmoothing: 0.1 },
		{ reduction: 'sum', ...ignoring },
		{ classWeights: [0.5, 1, 2], labelSmoothing: 0.2, ...ignoring, ...sets },
		{ classWeights: [0.5, 1, 2], labelSmoothing: 0.2, ...regions },
	],
	dice: [
		{},
		{ includeBackground: false, batch: true, squared: true, classWeights: [1, 3] },
		{ jaccard: true, reduction: 'sum', ...ignoring },
		{ softLabel: true, ...sets },
		{ smoothNr: 0.1, smoothDr: 1, ...regions },
	],
	diceCrossEntropy: [
		{},
		{ lambdaDice: 0.5, lambdaCe: 2, includeBackground: false, classWeights: [0.5, 1, 2] },
		{ labelSmoothing: 0.1, squared: true, ...ignoring, ...sets },
		{ batch: true, ...regions },
	],
	diceFocal: [
		{},
		{ gamma: 0.5, alpha: 0.25, lambdaFocal: 3, includeBackground: false, focalActivation: 'softmax' },
		{ lambdaDice: 0.5, ...regions },
	],
	focal: [
		{},
		{ gamma: 0.5, alpha: 0.75, classWeights: [1, 2, 0.5] },
		{ activation: 'softmax', gamma: 0.5, alpha: 0.25, ...ignoring },
		{ activation: 'softmax', includeBackground: false, reduction: 'sum' },
		{ gamma: 0, ...regions },
	],
	focalTversky: [{}, { alpha: 0.4, beta: 0.6, gamma: 2, ...sets }, { batch: true, ...regions }],
	generalizedDice: [{}, { weighting: 'simple', batch: true }, { weighting: 'uniform', ...regions }, sets],
	generalizedDiceFocal: [{}, { lambdaGdl: 0.5, lambdaFocal: 2, gamma: 1, ...regions }],
	hausdorffDt: [
		{},
		{ alpha: 1, spacingMm: [2, 1, 0.5], log: true, ...ignoring },
		{ includeBackground: true, batch: true, reduction: 'sum', ...regions },
	],
	topKCrossEntropy: [{}, { share: 0.5, classWeights: [1, 2, 3], ...ignoring }, { share: 0.3, ...regions }],
	tversky: [{}, { alpha: 0.3, beta: 0.7, includeBackground: false }, { softLabel: true, ...sets }, regions],
	unifiedFocal: [
		{},
		{ asymmetric: false, lambda: 0.3, delta: 0.7, gamma: 0.25, batch: true, ...ignoring },
		regions,
	],
	wassersteinDice: [{ distances }, { distances, reduction: 'sum', ...ignoring }],
};
