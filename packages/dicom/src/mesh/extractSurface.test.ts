import { type Affine, createVolume, multiplyAffine, scalingAffine, type Volume } from '@unetr/volume';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DicomError } from '../dicomError.ts';
import { extractSurface, type Surface } from './extractSurface.ts';

/** Volume within a closed surface: the signed tetrahedra between its triangles and the origin. */
function enclosedMm3({ positionsMm: p, triangles }: Surface): number {
	let six = 0;
	for (let t = 0; t < triangles.length; t += 3) {
		const [a, b, c] = [3 * triangles[t]!, 3 * triangles[t + 1]!, 3 * triangles[t + 2]!];
		six +=
			p[a]! * (p[b + 1]! * p[c + 2]! - p[b + 2]! * p[c + 1]!) +
			p[a + 1]! * (p[b + 2]! * p[c]! - p[b]! * p[c + 2]!) +
			p[a + 2]! * (p[b]! * p[c + 1]! - p[b + 1]! * p[c]!);
	}
	return six / 6;
}

/** Edges that are not met exactly once in each direction: none in a closed, well-oriented surface. */
function openEdges({ triangles }: Surface): number {
	const met = new Map<string, number>();
	for (let n = 0; n < triangles.length; n++) {
		const key = `${triangles[n]},${triangles[n % 3 === 2 ? n - 2 : n + 1]}`;
		met.set(key, (met.get(key) ?? 0) + 1);
	}
	return [...met].filter(([key, times]) => times !== 1 || met.get(key.split(',').reverse().join()) !== 1)
		.length;
}

function sphere(radius: number, affine: Affine): Volume {
	const size = 2 * radius + 3;
	const voxels = new Uint8Array(size ** 3).map((_, n) => {
		const [i, j, k] = [n % size, Math.floor(n / size) % size, Math.floor(n / size ** 2)];
		return Math.hypot(i - radius - 1, j - radius - 1, k - radius - 1) <= radius ? 3 : 0;
	});
	return createVolume({ voxels, shape: [size, size, size], affine });
}

const turn: Affine = [
	[0.6, 0, 0.8, 0],
	[0, 1, 0, 0],
	[-0.8, 0, 0.6, 0],
	[0, 0, 0, 1],
];

describe('extractSurface', () => {
	it.each([
		['axis-aligned', scalingAffine([1, 1, 1], [-300, 20, 7])],
		['oblique', multiplyAffine(turn, scalingAffine([2, 0.5, 1]))],
		['left-handed', scalingAffine([-1, 1, 1])],
	])('encloses the volume of a %s ball, with its front outside', (_, affine) => {
		const radius = 20;
		const surface = extractSurface(sphere(radius, affine), 3);
		expect(openEdges(surface)).toBe(0);
		// Every spacing here has a product of 1 mm³. Facets between midpoints cut the steps off: below 1 % of a ball this big.
		const ball = (4 / 3) * Math.PI * radius ** 3;
		expect(Math.abs(enclosedMm3(surface) / ball - 1)).toBeLessThan(0.01);
		expect(surface.positionsMm.length / 3 - surface.triangles.length / 3 / 2).toBe(2);
	});

	it('puts a single voxel into an octahedron whose corners are half a voxel away', () => {
		const volume = createVolume({
			voxels: Int16Array.of(7),
			shape: [1, 1, 1],
			affine: scalingAffine([2, 4, 6]),
		});
		const surface = extractSurface(volume, 7);
		expect(
			[...surface.positionsMm]
				.map(Math.abs)
				.sort((a, b) => a - b)
				.slice(-6),
		).toEqual([1, 1, 2, 2, 3, 3]);
		expect(surface.triangles).toHaveLength(24);
		expect(enclosedMm3(surface)).toBeCloseTo(8, 12);
	});

	it('is closed for any voxels, those at the border too', () => {
		fc.assert(
			fc.property(fc.uint8Array({ minLength: 60, maxLength: 60, max: 1 }), (voxels) => {
				fc.pre(voxels.includes(1));
				const volume = createVolume({ voxels, shape: [5, 4, 3], affine: scalingAffine([1, 1, 1]) });
				const surface = extractSurface(volume, 1);
				expect(openEdges(surface)).toBe(0);
				expect(enclosedMm3(surface)).toBeGreaterThan(0);
				expect(openEdges(extractSurface(volume, 1, { smoothing: 2 }))).toBe(0);
			}),
			{ seed: 4, numRuns: 300 },
		);
	});

	it('smooths without shrinking', () => {
		const volume = sphere(20, scalingAffine([1, 1, 1]));
		const [rough, smooth] = [extractSurface(volume, 3), extractSurface(volume, 3, { smoothing: 20 })];
		expect(Math.abs(enclosedMm3(smooth) / enclosedMm3(rough) - 1)).toBeLessThan(0.01);
		const roughness = ({ positionsMm: p }: Surface): number => {
			let sum = 0;
			for (let n = 0; n < p.length; n += 3) {
				sum += (Math.hypot(p[n]! - 21, p[n + 1]! - 21, p[n + 2]! - 21) - 20) ** 2;
			}
			return Math.sqrt((3 * sum) / p.length);
		};
		expect(roughness(smooth)).toBeLessThan(0.6 * roughness(rough));
	});

	it('refuses a label that is nowhere, and several channels', () => {
		const two = createVolume({
			voxels: new Uint8Array(8),
			shape: [2, 2, 1],
			channels: 2,
			affine: scalingAffine([1, 1, 1]),
		});
		expect(() => extractSurface(two, 1)).toThrow(DicomError);
		expect(() => extractSurface(sphere(2, turn), 4)).toThrow(
			'no voxel has the label 4, so it has no surface',
		);
	});
});
