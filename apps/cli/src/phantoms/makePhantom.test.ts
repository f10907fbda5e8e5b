import { createHash } from 'node:crypto';
import { orientTo } from '@unetr/transforms';
import { orientationCode } from '@unetr/volume';
import { describe, expect, it } from 'vitest';
import { makePhantom } from './makePhantom.ts';
import type { PhantomGrid } from './phantomGrid.ts';

const sha = (array: Int16Array | Uint8Array): string =>
	createHash('sha256').update(new Uint8Array(array.buffer)).digest('hex');

/** 40 voxels a side of 1 mm around the world's origin, axes RAS. */
const STRAIGHT: PhantomGrid = {
	shape: [40, 40, 40],
	affine: [
		[1, 0, 0, -19.5],
		[0, 1, 0, -19.5],
		[0, 0, 1, -19.5],
		[0, 0, 0, 1],
	],
	orientation: 'RAS',
};

describe('makePhantom', () => {
	it('gives the same voxels for the same seed and others for another', () => {
		const hashes = [7, 7, 8].map((seed) => sha(makePhantom(seed, 0).image.voxels as Int16Array));
		expect(hashes[0]).toBe(hashes[1]);
		expect(hashes[2]).not.toBe(hashes[0]);
	});

	it('varies shape, spacing and axis order from case to case, and says the order truly', () => {
		const phantoms = [0, 1, 2, 3, 4, 5].map((number) => makePhantom(42, number));
		expect(new Set(phantoms.map(({ orientation }) => orientation)).size).toBeGreaterThan(3);
		expect(new Set(phantoms.map(({ image }) => image.spacingMm.join())).size).toBe(6);
		for (const { image, orientation } of phantoms) {
			expect(orientationCode(image.affine)).toBe(orientation);
			for (const size of image.shape) {
				expect(size).toBeGreaterThanOrEqual(32);
				expect(size).toBeLessThanOrEqual(48);
			}
		}
	});

	it('holds two touching parts that are inside the field of view', () => {
		for (let number = 0; number < 4; number++) {
			const { label } = makePhantom(42, number, STRAIGHT);
			const at = (i: number, j: number, k: number): number => label.voxels[i + 40 * (j + 40 * k)]!;
			const counts = [0, 0, 0];
			let touching = 0;
			for (let k = 0; k < 40; k++) {
				for (let j = 0; j < 40; j++) {
					for (let i = 0; i < 40; i++) {
						const here = at(i, j, k);
						counts[here]!++;
						if (here === 1 && j > 0 && at(i, j - 1, k) === 2) touching++;
						if (Math.min(i, j, k) === 0 || Math.max(i, j, k) === 39) expect(here).toBe(0);
					}
				}
			}
			expect(counts[1]).toBeGreaterThan(300);
			expect(counts[2]).toBeGreaterThan(200);
			expect(touching).toBeGreaterThan(10);
		}
	});

	it('is the same anatomy on every grid: darker than its surroundings at the same place of the world', () => {
		const straight = makePhantom(3, 1, STRAIGHT);
		const turned = makePhantom(3, 1, {
			shape: [40, 40, 40],
			affine: [
				[0, 0, -1, 19.5],
				[-1, 0, 0, 19.5],
				[0, 1, 0, -19.5],
				[0, 0, 0, 1],
			],
			orientation: 'PSL',
		});
		expect([...orientTo(turned.label, 'RAS').volume.voxels]).toEqual([...straight.label.voxels]);
		const mean = (wanted: number): number => {
			const inside = [...straight.image.voxels].filter((_, at) => straight.label.voxels[at] === wanted);
			return inside.reduce((sum, value) => sum + value, 0) / inside.length;
		};
		expect(mean(1)).toBeLessThan(0.85 * mean(0));
		expect(mean(2)).toBeLessThan(mean(1));
	});
});
