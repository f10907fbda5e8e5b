import { type Affine, createVolume, voxelToWorld } from '@unetr/volume';
import { describe, expect, it } from 'vitest';
import { orientTo } from './orientTo.ts';
import { goldenTransform, withoutData } from './testing/goldenTransform.ts';
import { toGrid } from './toGrid.ts';

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

	describe.skipIf(withoutData)(
		'gives the voxels and affine of MONAI on real volumes (../shared/data)',
		() => {
			const names = ['ras_ct', 'lps_ct', 'ras_oblique', 'ras_oblique_permuted', 'ras_seg'];
			it.each(names)('orientation_%s', async (name) => {
				const { entry, input, expected, sample } = await goldenTransform(`orientation_${name}`);
				const { volume: oriented, inverse } = orientTo(input, entry.args.axcodes);
				expect(sample(toGrid(oriented))).toEqual(Array.from(expected));
				for (const [r, row] of entry.output_affine.entries()) {
					for (const [c, value] of row.entries()) expect(oriented.affine[r][c]).toBeCloseTo(value, 6);
				}
				expect(inverse(oriented).voxels).toEqual(input.voxels);
			});
		},
	);
});
