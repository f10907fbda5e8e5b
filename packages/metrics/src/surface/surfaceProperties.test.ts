import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundaryIou } from './boundaryIou.ts';
import { surfaceDistances } from './surfaceDistances.ts';
import { surfaceElementAreas } from './surfaceElementAreas.ts';
import { averageSurfaceDistance, hausdorffDistance, normalizedSurfaceDice } from './surfaceScores.ts';

const shape = [5, 6, 7] as [number, number, number];
const size = 5 * 6 * 7;
const masks = fc
	.tuple(fc.integer({ min: 1, max: 9 }), fc.array(fc.nat(9), { minLength: size, maxLength: size }))
	.map(([share, values]) => Uint8Array.from(values, (value) => (value < share ? 1 : 0)));
const mm = fc.double({ min: 0.2, max: 5, noNaN: true });
const spacings = fc.tuple(mm, mm, mm);
const conventions = fc.constantFrom('voxels' as const, 'subvoxel' as const);

describe('surface scores', () => {
	it('keep order: HD95 ≤ HD, ASSD ≤ HD, NSD rises with the tolerance to 1; both directions alike', () => {
		fc.assert(
			fc.property(masks, masks, spacings, conventions, (p, r, spacingMm, surface) => {
				fc.pre(p.includes(1) && r.includes(1));
				const [a, b] = [
					{ values: p, shape },
					{ values: r, shape },
				];
				const distances = surfaceDistances(a, b, { spacingMm, surface });
				const back = surfaceDistances(b, a, { spacingMm, surface });
				const hd = hausdorffDistance(distances)!;
				expect(hausdorffDistance(distances, 95)!).toBeLessThanOrEqual(hd);
				expect(averageSurfaceDistance(distances)!).toBeLessThanOrEqual(hd * (1 + 1e-12));
				const tolerances = [0, 0.3, 1, 2.5, hd, 2 * hd];
				const shares = tolerances.map((t) => normalizedSurfaceDice(distances, t)!);
				const inOrder = tolerances.map((t, n) => [t, shares[n]]).sort(([s], [t]) => s - t);
				for (let n = 1; n < inOrder.length; n++) {
					expect(inOrder[n][1]).toBeGreaterThanOrEqual(inOrder[n - 1][1] - 1e-12);
				}
				expect(shares.at(-1)).toBeCloseTo(1, 12);
				expect(hausdorffDistance(back)).toBe(hd);
				expect(averageSurfaceDistance(back)!).toBeCloseTo(averageSurfaceDistance(distances)!, 10);
				expect(normalizedSurfaceDice(back, 1)!).toBeCloseTo(normalizedSurfaceDice(distances, 1)!, 10);
			}),
			{ seed: 7, numRuns: 60 },
		);
	});

	it('are 0 and 1 for equal masks, and scale with the voxel', () => {
		fc.assert(
			fc.property(masks, masks, conventions, (p, r, surface) => {
				fc.pre(p.includes(1) && r.includes(1));
				const [a, b] = [
					{ values: p, shape },
					{ values: r, shape },
				];
				const same = surfaceDistances(a, a, { surface });
				expect([
					hausdorffDistance(same),
					averageSurfaceDistance(same),
					normalizedSurfaceDice(same, 0),
				]).toEqual([0, 0, 1]);
				const one = surfaceDistances(a, b, { surface });
				const doubled = surfaceDistances(a, b, { surface, spacingMm: [2, 2, 2] });
				expect(hausdorffDistance(doubled)).toBe(2 * hausdorffDistance(one)!);
				expect(averageSurfaceDistance(doubled)!).toBeCloseTo(2 * averageSurfaceDistance(one)!, 10);
			}),
			{ seed: 9, numRuns: 40 },
		);
	});

	it('do not change in a larger grid: the box around both masks is enough', () => {
		fc.assert(
			fc.property(masks, masks, conventions, (p, r, surface) => {
				fc.pre(p.includes(1) && r.includes(1));
				const wide = (values: Uint8Array) => {
					const into = new Uint8Array(9 * 9 * 13);
					for (let v = 0; v < size; v++) {
						const [a, b, c] = [Math.floor(v / 42), Math.floor(v / 7) % 6, v % 7];
						into[((a + 3) * 9 + b + 1) * 13 + c + 5] = values[v];
					}
					return { values: into, shape: [9, 9, 13] as [number, number, number] };
				};
				const near = surfaceDistances({ values: p, shape }, { values: r, shape }, { surface });
				expect(surfaceDistances(wide(p), wide(r), { surface })).toEqual(near);
				const depthMm = 1.5;
				expect(boundaryIou(wide(p), wide(r), { depthMm })).toBe(
					boundaryIou({ values: p, shape }, { values: r, shape }, { depthMm }),
				);
			}),
			{ seed: 4, numRuns: 40 },
		);
	});

	it('say Infinity for one empty mask and null for two, and refuse impossible parameters', () => {
		const [full, empty] = [new Uint8Array(size).fill(1), new Uint8Array(size)].map((values) => ({
			values,
			shape,
		}));
		for (const surface of ['voxels', 'subvoxel'] as const) {
			const missed = surfaceDistances(empty, full, { surface });
			expect(hausdorffDistance(missed, 95)).toBe(Number.POSITIVE_INFINITY);
			expect(averageSurfaceDistance(missed)).toBe(Number.POSITIVE_INFINITY);
			expect(normalizedSurfaceDice(missed, 1)).toBe(0);
			const nothing = surfaceDistances(empty, empty, { surface });
			expect([
				hausdorffDistance(nothing),
				averageSurfaceDistance(nothing),
				normalizedSurfaceDice(nothing, 1),
			]).toEqual([null, null, null]);
		}
		const distances = surfaceDistances(full, full);
		expect(() => hausdorffDistance(distances, 0)).toThrow('percent is 0');
		expect(() => normalizedSurfaceDice(distances, Number.NaN)).toThrow('toleranceMm is NaN');
		expect(() => boundaryIou(full, full, { depthMm: 0 })).toThrow(
			'depthMm (or boundaryMm) is 0; give 1 mm at least',
		);
		expect(boundaryIou(empty, empty, { depthMm: 1 })).toBeNull();
	});
});

describe('surfaceElementAreas', () => {
	it('has the area by hand of a corner, an edge, a face, opposite corners and all but one', () => {
		const areas = surfaceElementAreas([2, 3, 5]); // faces of 15, 10 and 6
		const diagonal = Math.hypot(15, 10, 6);
		const codes = [0b1, 0b11, 0b1111, 0b10000001, 0b11111110, 0, 255];
		expect(codes.map((code) => areas[code])).toEqual([
			diagonal / 8,
			Math.hypot(15, 10) / 2, // the edge runs along the last axis
			15,
			diagonal / 4,
			diagonal / 8,
			0,
			0,
		]);
	});

	it('is the same for a code and its complement', () => {
		const areas = surfaceElementAreas([0.7, 1.1, 3]);
		for (let code = 0; code < 256; code++) expect(areas[code]).toBeCloseTo(areas[255 - code], 12);
	});
});
