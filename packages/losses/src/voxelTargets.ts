import * as tf from '@tensorflow/tfjs';
import { LossError } from './lossError.ts';
import { activationOf, type TargetOptions } from './targetOptions.ts';

/** What is known of each voxel and channel. */
export interface VoxelTargets {
	/** 1 where the class is there, 0 where it is not or nobody knows [B, V, C] */
	readonly target: tf.Tensor;
	/** 0 where nobody knows whether the class is there; left out where all is known [B, V, C] */
	readonly known?: tf.Tensor;
}

/**
 * Targets of each channel.
 *
 * A channel holds a region, which with softmax is one class. A voxel whose label stands for a set of classes belongs to
 * a region that holds them all, does not belong to one that holds none, and is unknown to the others.
 *
 * @param labels class numbers [B, V] or targets of each channel [B, V, C], as `readLabels` gives them
 * @throws LossError where there are more or fewer regions than channels
 */
export function voxelTargets(labels: tf.Tensor, channels: number, options: TargetOptions): VoxelTargets {
	if (labels.rank === 3) return { target: labels };
	const regions = regionsOf(channels, options);
	if (!regions) return { target: tf.oneHot(labels as tf.Tensor2D, channels, 1, 0, 'float32') };
	const { first, rows } = labelRows(regions, options);
	const index = tf.clipByValue(tf.sub(tf.cast(labels, 'float32'), first), 0, rows.length - 1); // [B, V]
	const pick = (values: number[][]): tf.Tensor =>
		tf.gather(tf.tensor2d(values, [rows.length, channels]), tf.cast(index, 'int32')); // -> [B, V, C]
	const target = pick(rows.map((row) => row.map((state) => (state === 'in' ? 1 : 0))));
	if (rows.every((row) => !row.includes('unknown'))) return { target };
	return { target, known: pick(rows.map((row) => row.map((state) => (state === 'unknown' ? 0 : 1)))) };
}

/** Label numbers of each channel; undefined where they are the classes themselves and nothing is unknown. */
function regionsOf(channels: number, options: TargetOptions): readonly (readonly number[])[] | undefined {
	const { regions, ignoreLabel, labelSets } = options;
	if (regions && regions.length !== channels) {
		throw new LossError(
			`there are ${regions.length} regions and ${channels} channels of logits; give one region for each.`,
		);
	}
	if (regions) return regions;
	if (channels === 1 && activationOf(options) === 'sigmoid') return [[1]];
	if (ignoreLabel === undefined && labelSets === undefined) return undefined;
	return Array.from({ length: channels }, (_, channel) => [channel]);
}

type State = 'in' | 'out' | 'unknown';

/** A row for each label number from `first` on; the outermost rows are for all numbers that are not mentioned. */
function labelRows(
	regions: readonly (readonly number[])[],
	{ ignoreLabel, labelSets = {} }: TargetOptions,
): { first: number; rows: State[][] } {
	const mentioned = [...regions.flat(), ...Object.keys(labelSets).map(Number), ignoreLabel ?? 0];
	const [first, last] = [Math.min(...mentioned) - 1, Math.max(...mentioned) + 1];
	const rows = Array.from({ length: last - first + 1 }, (_, row) => {
		const label = first + row;
		const set = labelSets[label] ?? [label];
		return regions.map((region): State => {
			if (label === ignoreLabel) return 'unknown';
			const held = set.filter((member) => region.includes(member)).length;
			return held === 0 ? 'out' : held === set.length ? 'in' : 'unknown';
		});
	});
	return { first, rows };
}
