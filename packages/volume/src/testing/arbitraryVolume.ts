import fc from 'fast-check';
import type { Affine } from '../affine.ts';
import { createVolume, type Volume } from '../volume.ts';
import type { VoxelArray, VoxelType } from '../voxelArray.ts';

// Random volumes for property tests.

const ARRAYS: Readonly<Record<VoxelType, (count: number) => fc.Arbitrary<VoxelArray>>> = {
	int8: (n) => fc.int8Array({ minLength: n, maxLength: n }),
	uint8: (n) => fc.uint8Array({ minLength: n, maxLength: n }),
	int16: (n) => fc.int16Array({ minLength: n, maxLength: n }),
	uint16: (n) => fc.uint16Array({ minLength: n, maxLength: n }),
	int32: (n) => fc.int32Array({ minLength: n, maxLength: n }),
	uint32: (n) => fc.uint32Array({ minLength: n, maxLength: n }),
	float32: (n) => fc.float32Array({ minLength: n, maxLength: n }),
	float64: (n) => fc.float64Array({ minLength: n, maxLength: n }),
};

/** Rotation of a random unit quaternion, or a mirrored one. Whole numbers: random doubles are nearly all tiny. */
const rotation: fc.Arbitrary<number[][]> = fc
	.tuple(...[0, 1, 2, 3].map(() => fc.integer({ min: -1000, max: 1000 })), fc.boolean())
	.map((values) => {
		const mirrored = values[4] === true;
		const raw = values.slice(0, 4) as number[];
		const norm = Math.hypot(...raw);
		const [a, b, c, d] = (norm > 0.1 ? raw.map((q) => q / norm) : [1, 0, 0, 0]) as [
			number,
			number,
			number,
			number,
		];
		const s = mirrored ? -1 : 1;
		return [
			[a * a + b * b - c * c - d * d, 2 * (b * c - a * d), s * 2 * (b * d + a * c)],
			[2 * (b * c + a * d), a * a + c * c - b * b - d * d, s * 2 * (c * d - a * b)],
			[2 * (b * d - a * c), 2 * (c * d + a * b), s * (a * a + d * d - c * c - b * b)],
		];
	});

/** Rotation times spacing, mirrored or not, somewhere within two metres. */
export const arbitraryAffine: fc.Arbitrary<Affine> = fc
	.tuple(
		rotation,
		fc.tuple(...[0, 1, 2].map(() => fc.double({ min: 0.05, max: 20, noNaN: true }))),
		fc.tuple(...[0, 1, 2].map(() => fc.double({ min: -2000, max: 2000, noNaN: true }))),
	)
	.map(([r, spacing, origin]) => {
		const row = (n: 0 | 1 | 2): [number, number, number, number] => [
			r[n]![0]! * spacing[0]!,
			r[n]![1]! * spacing[1]!,
			r[n]![2]! * spacing[2]!,
			origin[n]!,
		];
		return [row(0), row(1), row(2), [0, 0, 0, 1]] as const;
	});

/** A small volume of any voxel type, with one to three channels. */
export const arbitraryVolume: fc.Arbitrary<Volume> = fc
	.record({
		type: fc.constantFrom(...(Object.keys(ARRAYS) as VoxelType[])),
		shape: fc.tuple(...([1, 2, 3] as const).map(() => fc.integer({ min: 1, max: 5 }))),
		channels: fc.integer({ min: 1, max: 3 }),
		affine: arbitraryAffine,
	})
	.chain(({ type, shape, channels, affine }) => {
		const [i, j, k] = shape as [number, number, number];
		return ARRAYS[type](i * j * k * channels).map((voxels) =>
			createVolume({ voxels, shape: [i, j, k], channels, affine }),
		);
	});
