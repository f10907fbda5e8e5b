import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Affine, voxelToWorld } from './affine.ts';
import { orientationCode } from './orientation.ts';
import { orientTo, reorient } from './reorient.ts';
import { arbitraryVolume } from './testing/arbitraryVolume.ts';
import { createVolume, type Volume } from './volume.ts';

const permutations = [
	[0, 1, 2],
	[0, 2, 1],
	[1, 0, 2],
	[1, 2, 0],
	[2, 0, 1],
	[2, 1, 0],
] as const;
const pairs = ['LR', 'PA', 'IS'];

/** Affine whose voxel axis a runs along world axis `world[a]`, with steps 2, 3, 4 mm and signs from three bits. */
function axisAffine(world: readonly number[], bits: number, origin = [1.5, -20, 7]): Affine {
	const row = (r: number) => {
		const step = [0, 1, 2].map((a) => (world[a] === r ? (bits & (1 << a) ? -1 : 1) * (a + 2) : 0));
		return [step[0], step[1], step[2], origin[r]] as const;
	};
	return [row(0), row(1), row(2), [0, 0, 0, 1]];
}

const ramp = (affine: Affine) =>
	createVolume({ voxels: Int16Array.from({ length: 24 }, (_, v) => v), shape: [2, 3, 4], affine });

describe('orientTo', () => {
	for (const world of permutations) {
		for (let bits = 0; bits < 8; bits++) {
			const code = world.map((axis, a) => pairs[axis][bits & (1 << a) ? 0 : 1]).join('');
			it(`takes ${code} to RAS and back bit for bit`, () => {
				const volume = ramp(axisAffine(world, bits));
				const { volume: ras, inverse } = orientTo(volume, 'RAS');
				const spacing = [0, 1, 2].map((r) => world.indexOf(r as 0 | 1 | 2) + 2);
				for (const r of [0, 1, 2] as const) {
					expect(ras.affine[r].slice(0, 3)).toEqual([0, 1, 2].map((a) => (a === r ? spacing[r] : 0)));
					expect(ras.shape[r]).toBe(volume.shape[world.indexOf(r)]);
				}
				for (let v = 0; v < 24; v++) {
					const index = [v % 2, Math.floor(v / 2) % 3, Math.floor(v / 6)] as const;
					const place = voxelToWorld(volume.affine, index);
					const at = [0, 1, 2].map((r) => (place[r] - ras.affine[r][3]) / spacing[r]);
					expect(ras.voxels[at[0] + ras.shape[0] * (at[1] + ras.shape[1] * at[2])]).toBe(v);
				}
				const back = inverse(ras);
				expect(back.voxels).toEqual(volume.voxels);
				expect(back.affine).toEqual(volume.affine);
				expect(back.shape).toEqual([2, 3, 4]);
				expect(orientTo(ras, code).volume.voxels).toEqual(volume.voxels);
			});
		}
	}

	it('takes the cyclic order AIR to RAS as computed by hand, and repeating the step is not its inverse', () => {
		const affine: Affine = [
			[0, 0, 4, 0],
			[2, 0, 0, 0],
			[0, -3, 0, 0],
			[0, 0, 0, 1],
		];
		const { volume: ras } = orientTo(ramp(affine), 'RAS');
		expect(ras.shape).toEqual([4, 2, 3]);
		expect(ras.affine).toEqual([
			[4, 0, 0, 0],
			[0, 2, 0, 0],
			[0, 0, 3, -6],
			[0, 0, 0, 1],
		]);
		expect(ras.voxels[3 + 4 * (1 + 2 * 0)]).toBe(23);
		expect(voxelToWorld(ras.affine, [3, 1, 0])).toEqual([12, 2, -6]);
	});

	it('keeps every channel and every voxel type', () => {
		const affine = axisAffine([2, 0, 1], 5);
		for (const type of [
			Int8Array,
			Uint8Array,
			Uint16Array,
			Int32Array,
			Uint32Array,
			Float32Array,
			Float64Array,
		]) {
			const voxels = new type(48).map((_, v) => v * 2.5);
			const volume = createVolume({ voxels, shape: [2, 3, 4], channels: 2, affine });
			const { volume: ras, inverse } = orientTo(volume, 'RAS');
			expect(ras.voxels).toBeInstanceOf(type);
			expect(ras.channels).toBe(2);
			expect(Array.from(inverse(ras).voxels)).toEqual(Array.from(voxels));
		}
	});

	it('refuses a volume that is on another grid, a false code and says which', () => {
		const volume = ramp(axisAffine([1, 2, 0], 2));
		const { inverse } = orientTo(volume, 'RAS');
		expect(() => inverse(volume)).toThrow('2×3×4 voxels does not lie on the RAS grid of 4×2×3');
		expect(() => orientTo(volume, 'RAR')).toThrow('"RAR" is no orientation');
		expect(() => orientTo(volume, 'ras')).toThrow('"ras" is no orientation');
	});
});

describe('reorient', () => {
	const codes = permutations.flatMap((world) =>
		[0, 1, 2, 3, 4, 5, 6, 7].map((bits) =>
			world.map((axis, a) => pairs[axis][bits & (1 << a) ? 0 : 1]).join(''),
		),
	);

	/** Every channel of every voxel by its place in the world, rounded far below the spacing. */
	function byPlace({ voxels, shape, channels, affine }: Volume): Map<string, number[]> {
		const places = new Map<string, number[]>();
		const [ni, nj, nk] = shape;
		for (let n = 0; n < ni * nj * nk; n++) {
			const index = [n % ni, Math.floor(n / ni) % nj, Math.floor(n / (ni * nj))] as const;
			// 0 is added so that -0 and 0 are one place.
			const place = voxelToWorld(affine, index).map((mm) => Math.round(mm * 1e6) + 0);
			const values = Array.from({ length: channels }, (_, c) => voxels[n + ni * nj * nk * c]);
			places.set(place.join(), values);
		}
		return places;
	}

	it('keeps every voxel of oblique grids in its place, in all 48 orientations, and comes back exactly', () => {
		expect(new Set(codes).size).toBe(48);
		// Whole numbers over a power of two, so that places are compared without rounding.
		const arbitrary = arbitraryVolume.map((volume) => {
			const dyadic = (mm: number): number => Math.round(mm * 65536) / 65536 + 0;
			const affine = volume.affine.map((row) => row.map(dyadic)) as unknown as Affine;
			return createVolume({ ...volume, affine });
		});
		fc.assert(
			fc.property(arbitrary, fc.constantFrom(...codes), (volume, code) => {
				// Where two axes lie equally near to theirs, which of them chooses first depends on their order.
				const peaks = [0, 1, 2].map((axis) =>
					Math.max(...[0, 1, 2].map((row) => Math.abs(volume.affine[row][axis]) / volume.spacingMm[axis])),
				);
				const clear = peaks.every((peak) => peak > 0.75);
				fc.pre(clear || [0, 1, 2].every((axis) => Math.abs(peaks[axis] - peaks[(axis + 1) % 3]) > 1e-4));
				const turned = reorient(volume, code);
				expect(orientationCode(turned.affine)).toBe(code);
				expect(turned.voxels.constructor).toBe(volume.voxels.constructor);
				expect(byPlace(turned)).toEqual(byPlace(volume));
				const back = reorient(turned, orientationCode(volume.affine));
				expect(back.voxels).toEqual(volume.voxels);
				expect([back.shape, back.affine]).toEqual([volume.shape, volume.affine]);
				expect(orientTo(volume, code).inverse(turned)).toEqual(volume);
			}),
			{ numRuns: 500, endOnFailure: true },
		);
	});
});
