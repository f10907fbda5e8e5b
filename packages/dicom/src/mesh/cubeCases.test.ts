import { describe, expect, it } from 'vitest';
import { CUBE_EDGES, CUBE_TRIANGLES } from './cubeCases.ts';

const CASES = Array.from({ length: 256 }, (_, inside) => inside);

describe('the triangles of a cube', () => {
	it.each([0, 255])('are none where all corners are on one side (%i)', (inside) => {
		expect(CUBE_TRIANGLES[inside]).toEqual([]);
	});

	it('have a corner on every edge between inside and outside, and on no other', () => {
		for (const inside of CASES) {
			const crossed = CUBE_EDGES.flatMap(([a, b], edge) =>
				((inside >> a) & 1) === ((inside >> b) & 1) ? [] : [edge],
			);
			expect([...new Set(CUBE_TRIANGLES[inside])].sort((a, b) => a - b)).toEqual(crossed);
		}
	});

	it('leave open only what lies in the faces: each crossed edge once in and once out', () => {
		for (const inside of CASES) {
			const open = new Map<string, number>();
			const triangles = CUBE_TRIANGLES[inside]!;
			for (let n = 0; n < triangles.length; n++) {
				const [a, b] = [triangles[n]!, triangles[n % 3 === 2 ? n - 2 : n + 1]!];
				if (!open.delete(`${b},${a}`)) open.set(`${a},${b}`, 1);
			}
			const [from, to] = [0, 1].map((end) => [...open.keys()].map((key) => key.split(',')[end]!).sort());
			expect(from).toEqual([...new Set(triangles)].map(String).sort());
			expect(to).toEqual(from);
		}
	});

	it('turn their front away from a single corner inside', () => {
		for (let corner = 0; corner < 8; corner++) {
			const [a, b, c] = CUBE_TRIANGLES[1 << corner]!.map((edge) => {
				const [from, to] = CUBE_EDGES[edge]!;
				return [1, 2, 4].map((bit) => ((from & bit) + (to & bit)) / bit / 2);
			}) as [number[], number[], number[]];
			const u = b.map((value, n) => value - a[n]!);
			const v = c.map((value, n) => value - a[n]!);
			const outward = a.map((value, n) => value - ((corner >> n) & 1));
			const cross = [0, 1, 2].map(
				(n) => u[(n + 1) % 3]! * v[(n + 2) % 3]! - u[(n + 2) % 3]! * v[(n + 1) % 3]!,
			);
			expect(cross.reduce((sum, value, n) => sum + value * outward[n]!, 0)).toBeCloseTo(0.125, 12);
		}
	});
});
