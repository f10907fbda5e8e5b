import { createVolume, readVolume, type Volume } from '@unetr/volume';
import { type GoldenCase, readGolden, sharedData } from 'unetr-testkit';
import type { Grid } from '../grid.ts';

/** What a reference transform made of a real volume; inputs lie in ../shared/data. */
export interface GoldenTransform {
	readonly entry: GoldenCase;
	readonly input: Volume;
	/** Every n-th value of the reference's result. */
	readonly expected: Float32Array;
	/** The same values of ours, once the shapes agree. */
	sample(grid: Grid): number[];
}

/** Whether the real volumes are absent, so that a test skips; under CI their absence is an error. */
export const withoutData: boolean = sharedData() === null;

/** Reads the golden `transforms/<name>` and its input. */
export async function goldenTransform(name: string): Promise<GoldenTransform> {
	const { entry, tensors } = readGolden(`transforms/${name}`);
	const file = await readVolume(`${sharedData(entry.input.slice('data/'.length))}`);
	return {
		entry,
		input: createVolume({ ...file, affine: entry.input_affine_matrix ?? file.affine }),
		expected: tensors.get(entry.tensor)!.values,
		sample: ({ values, shape, channels }) => {
			const expected = entry.output_shape.join('×');
			if ([channels, ...shape].join('×') !== expected) {
				throw new Error(`${[channels, ...shape].join('×')} where ${expected} was expected`);
			}
			const step = Number(entry.tensor.split('sample')[1]);
			return Array.from(values).filter((_, v) => v % step === 0);
		},
	};
}
