import { createVolume, scalingAffine } from '@unetr/volume';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGrid, type Triple } from './grid.ts';
import { fromGrid, toGrid } from './toGrid.ts';

const affine = scalingAffine([1, 2, 3], [4, 5, 6]);
const size = fc.integer({ min: 1, max: 35 }); // beyond two blocks of the copy

describe('toGrid and fromGrid', () => {
	it('move every voxel from i + ni·(j + nj·(k + nk·c)) to ((i·nj + j)·nk + k)·C + c and back', () => {
		fc.assert(
			fc.property(size, size, size, fc.integer({ min: 1, max: 3 }), (ni, nj, nk, channels) => {
				const shape: Triple = [ni, nj, nk];
				const voxels = Int32Array.from({ length: ni * nj * nk * channels }, (_, v) => v);
				const volume = createVolume({ voxels, shape, channels, affine });
				const grid = toGrid(volume);
				expect(grid.shape).toEqual(shape);
				let wrong = 0;
				for (let v = 0; v < voxels.length; v++) {
					const [i, j] = [v % ni, Math.floor(v / ni) % nj];
					const [k, c] = [Math.floor(v / (ni * nj)) % nk, Math.floor(v / (ni * nj * nk))];
					if (grid.values[((i * nj + j) * nk + k) * channels + c] !== v) wrong++;
				}
				expect(wrong).toBe(0);
				expect(fromGrid(grid, volume).voxels).toEqual(Float32Array.from(voxels));
			}),
			{ seed: 1, numRuns: 25 },
		);
	});

	it('keeps the type of a grid and takes over the place, not the description, of the volume it belongs to', () => {
		const header = { format: 'nifti-2', affineSource: 'sform', spaceCode: 4, description: 'a scan' } as const;
		const of = createVolume({ voxels: new Int16Array(8), shape: [2, 2, 2], affine, header });
		const label = fromGrid(createGrid(Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7), [2, 2, 2]), of);
		expect(label.voxels).toEqual(Uint8Array.of(0, 4, 2, 6, 1, 5, 3, 7));
		expect(label.affine).toEqual(affine);
		expect(label.header).toMatchObject({ format: 'nifti-2', affineSource: 'sform', spaceCode: 4 });
		expect(label.header).toMatchObject({ datatype: 'uint8', description: '' });
	});

	it('refuses sizes that do not fit', () => {
		expect(() => createGrid(new Float32Array(5), [1, 2, 3])).toThrow('needs 6 values, but has 5');
		expect(() => createGrid(new Float32Array(0), [0, 2, 3])).toThrow('shape is [0, 2, 3]');
		const short = { values: new Uint8Array(5), shape: [1, 2, 3], channels: 1 } as const;
		expect(() => fromGrid(short, { affine })).toThrow('need 6 values, but there are 5');
	});
});
