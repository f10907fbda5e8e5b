import type { TargetOptions } from '../targetOptions.ts';

/** A small problem in float64: logits in the order [B, i, j, k, C], one label number a voxel. */
export interface Problem {
	readonly batch: number;
	readonly space: readonly [number, number, number];
	readonly channels: number;
	readonly labels: readonly number[];
	readonly logits: Float64Array;
}

/** One item of a problem as the definitions have it: [voxel][channel], in float64. */
export interface Item {
	readonly z: number[][];
	readonly p: number[][];
	readonly y: number[][];
	/** 1 where it is known whether the class is there. */
	readonly known: number[][];
	/** Classes that a voxel may belong to, of those that exclude one another. */
	readonly members: number[][];
}

/** Whether a voxel lies in a channel's region, from what its label stands for. */
function stateOf(
	label: number,
	region: readonly number[],
	{ ignoreLabel, labelSets = {} }: TargetOptions,
): 'in' | 'out' | 'unknown' {
	if (label === ignoreLabel) return 'unknown';
	const meant = labelSets[label] ?? [label];
	if (meant.every((one) => region.includes(one))) return 'in';
	return meant.some((one) => region.includes(one)) ? 'unknown' : 'out';
}

function probabilitiesOf(z: readonly number[], activation: string): number[] {
	if (activation === 'sigmoid') return z.map((value) => 1 / (1 + Math.exp(-value)));
	const exponentials = z.map((value) => Math.exp(value - Math.max(...z)));
	return exponentials.map((value) => value / exponentials.reduce((a, b) => a + b, 0));
}

/** The items of a problem as options read them. */
export function itemsOf(problem: Problem, options: TargetOptions): Item[] {
	const { batch, channels, labels, logits } = problem;
	const regions = options.regions ?? Array.from({ length: channels }, (_, channel) => [channel]);
	const activation = options.activation ?? (options.regions ? 'sigmoid' : 'softmax');
	const voxels = labels.length / batch;
	return Array.from({ length: batch }, (_, item) => {
		const at = Array.from({ length: voxels }, (_, voxel) => item * voxels + voxel);
		const z = at.map((voxel) => Array.from(logits.subarray(voxel * channels, (voxel + 1) * channels)));
		const states = at.map((voxel) => regions.map((region) => stateOf(labels[voxel]!, region, options)));
		const flags = (test: (state: string) => boolean) =>
			states.map((row) => row.map((state) => (test(state) ? 1 : 0)));
		return {
			z,
			p: z.map((row) => probabilitiesOf(row, activation)),
			y: flags((state) => state === 'in'),
			known: flags((state) => state !== 'unknown'),
			members: flags((state) => state !== 'out'),
		};
	});
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
export const mean = (values: readonly number[]): number => sum(values) / values.length;
