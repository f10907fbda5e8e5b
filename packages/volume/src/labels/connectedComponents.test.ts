import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Connectivity, connectedComponents } from './connectedComponents.ts';

type Triple = [number, number, number];

/** Ids by flood fill from each voxel in turn. */
function byFloodFill(labels: Uint8Array, [n0, n1, n2]: Triple, axesApart: number): number[] {
	const ids = new Array<number>(labels.length).fill(0);
	let count = 0;
	for (let seed = 0; seed < labels.length; seed++) {
		if (labels[seed] === 0 || ids[seed] !== 0) continue;
		ids[seed] = ++count;
		const open = [seed];
		for (let v = open.pop(); v !== undefined; v = open.pop()) {
			const [a, b, c] = [Math.floor(v / (n1 * n2)), Math.floor(v / n2) % n1, v % n2];
			for (let step = 0; step < 27; step++) {
				const [da, db, dc] = [Math.floor(step / 9) - 1, (Math.floor(step / 3) % 3) - 1, (step % 3) - 1];
				if (Math.abs(da) + Math.abs(db) + Math.abs(dc) > axesApart) continue;
				const [x, y, z] = [a + da, b + db, c + dc];
				if (x < 0 || y < 0 || z < 0 || x >= n0 || y >= n1 || z >= n2) continue;
				const other = (x * n1 + y) * n2 + z;
				if (labels[other] !== labels[v] || ids[other] !== 0) continue;
				ids[other] = count;
				open.push(other);
			}
		}
	}
	return ids;
}

const side = fc.integer({ min: 1, max: 7 });
const labelMaps = fc.tuple(side, side, side).chain(([a, b, c]) =>
	fc.record({
		shape: fc.constant<Triple>([a, b, c]),
		labels: fc
			.array(fc.constantFrom(0, 0, 0, 1, 1, 2, 9), { minLength: a * b * c, maxLength: a * b * c })
			.map((values) => Uint8Array.from(values)),
	}),
);

describe('connectedComponents', () => {
	for (const [connectivity, axesApart] of [
		[6, 1],
		[18, 2],
		[26, 3],
	] as const) {
		it(`agrees with a flood fill over ${connectivity} neighbours, numbers included`, () => {
			fc.assert(
				fc.property(labelMaps, ({ labels, shape }) => {
					const { ids, count, sizes, labels: labelOf } = connectedComponents(labels, shape, connectivity);
					expect([...ids]).toEqual(byFloodFill(labels, shape, axesApart));
					expect(sizes.length).toBe(count + 1);
					for (let id = 0; id <= count; id++) {
						const own = labels.filter((_, v) => ids[v] === id);
						expect(sizes[id]).toBe(own.length);
						expect(own.every((label) => label === labelOf[id])).toBe(true);
					}
				}),
				{ seed: 5, numRuns: 400 },
			);
		});
	}

	it('finds the same runs wherever a map of bytes starts in its buffer', () => {
		const labels = Uint8Array.from({ length: 90 }, (_, v) => (v % 11 === 7 || v > 80 ? 3 : 0));
		const expected = connectedComponents(Int16Array.from(labels), [3, 3, 10], 6);
		for (let start = 0; start < 9; start++) {
			const buffer = new Uint8Array(120).fill(5);
			buffer.set(labels, start);
			expect(connectedComponents(buffer.subarray(start, start + 90), [3, 3, 10], 6)).toEqual(expected);
		}
	});

	it('takes any number of runs and any integer type', () => {
		const labels = Int16Array.from({ length: 4000 }, (_, v) => (v % 2 === 0 ? -7 : 0));
		const { count, sizes, labels: labelOf } = connectedComponents(labels, [1, 1, 4000]);
		expect([count, sizes[0], sizes[2000], labelOf[2000]]).toEqual([2000, 2000, 1, -7]);
	});

	it('goes where it is told to, whatever was there', () => {
		const into = new Int32Array(8).fill(9);
		expect(connectedComponents(Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 1), [2, 2, 2], 6, into).ids).toBe(into);
		expect([...into]).toEqual([1, 0, 0, 0, 0, 0, 0, 2]);
		expect(() => connectedComponents(new Uint8Array(8), [2, 2, 2], 6, new Int32Array(7))).toThrow(
			'into holds 7 ids',
		);
	});

	it('refuses shapes and connectivities that do not fit', () => {
		expect(() => connectedComponents(new Uint8Array(7), [2, 2, 2])).toThrow('7 voxels do not fill 2×2×2');
		expect(() => connectedComponents(new Uint8Array(8), [2, 2, 2], 8 as Connectivity)).toThrow(
			'connectivity is 8',
		);
	});
});
