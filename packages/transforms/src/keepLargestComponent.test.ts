import { describe, expect, it } from 'vitest';
import { createGrid, type Triple } from './grid.ts';
import { keepLargestComponent } from './keepLargestComponent.ts';
import { applyPostprocessing, parsePostprocessingSpec } from './postprocessing.ts';
import { Random } from './random.ts';
import { goldenTransform, withoutData } from './testing/goldenTransform.ts';
import { toGrid } from './toGrid.ts';

/** Labels of a 3×3×3 volume set at the given voxels. */
function cube(...set: (readonly [i: number, j: number, k: number, label: number])[]): Uint8Array {
	const labels = new Uint8Array(27);
	for (const [i, j, k, label] of set) labels[(i * 3 + j) * 3 + k] = label;
	return labels;
}
const shape: Triple = [3, 3, 3];

/** Slow and independent: every voxel takes the smallest index of its component until nothing changes. */
function byRelabelling(labels: Uint8Array, [ni, nj, nk]: Triple, reach: number): Uint8Array {
	const ids = Int32Array.from(labels, (label, v) => (label === 0 ? -1 : v));
	const neighbours = (v: number): number[] => {
		const [i, j, k] = [Math.floor(v / (nj * nk)), Math.floor(v / nk) % nj, v % nk];
		const found: number[] = [];
		for (let a = Math.max(i - 1, 0); a <= Math.min(i + 1, ni - 1); a++)
			for (let b = Math.max(j - 1, 0); b <= Math.min(j + 1, nj - 1); b++)
				for (let c = Math.max(k - 1, 0); c <= Math.min(k + 1, nk - 1); c++) {
					const moved = Math.abs(a - i) + Math.abs(b - j) + Math.abs(c - k);
					if (moved > 0 && moved <= reach) found.push((a * nj + b) * nk + c);
				}
		return found.filter((other) => labels[other] === labels[v]);
	};
	for (let changed = true; changed; ) {
		changed = false;
		for (let v = 0; v < ids.length; v++) {
			const least = Math.min(ids[v], ...neighbours(v).map((other) => ids[other]));
			if (ids[v] >= 0 && least < ids[v]) {
				ids[v] = least;
				changed = true;
			}
		}
	}
	const sizeOf = (id: number): number => ids.filter((other) => other === id).length;
	const best = new Map<number, number>();
	for (const id of new Set(ids.filter((other) => other >= 0))) {
		const now = best.get(labels[id]);
		if (now === undefined || sizeOf(id) > sizeOf(now)) best.set(labels[id], id);
	}
	return labels.map((label, v) => (label !== 0 && best.get(label) === ids[v] ? label : 0));
}

describe('keepLargestComponent', () => {
	it('agrees with an independent labelling on random volumes, for each connectivity', () => {
		const random = new Random(8);
		for (const [connectivity, reach] of [
			[6, 1],
			[18, 2],
			[26, 3],
		] as const) {
			for (let n = 0; n < 6; n++) {
				const size: Triple = [1 + random.integer(6), 2 + random.integer(5), 1 + random.integer(7)];
				const labels = Uint8Array.from(
					{ length: size[0] * size[1] * size[2] },
					() => [0, 0, 0, 1, 9][random.integer(5)],
				);
				expect(keepLargestComponent(labels, size, { connectivity })).toEqual(
					byRelabelling(labels, size, reach),
				);
			}
		}
	});

	it('joins over faces, edges or corners as asked', () => {
		const labels = cube([0, 0, 0, 1], [0, 0, 1, 1], [0, 1, 2, 1], [1, 2, 1, 1], [2, 2, 1, 1], [2, 2, 2, 1]);
		const sizes = ([6, 18, 26] as const).map(
			(connectivity) => keepLargestComponent(labels, shape, { connectivity }).filter((x) => x > 0).length,
		);
		expect(sizes).toEqual([3, 3, 6]);
	});

	it('keeps the first of two largest, never joins across the border, and leaves other classes alone', () => {
		const labels = cube([0, 0, 2, 1], [0, 1, 0, 1], [2, 2, 2, 1], [0, 2, 0, 2], [2, 0, 2, 2]);
		const before = labels.slice();
		const result = keepLargestComponent(labels, shape, { classes: [1] });
		expect(result).toEqual(cube([0, 0, 2, 1], [0, 2, 0, 2], [2, 0, 2, 2]));
		expect(labels).toEqual(before);
		expect(keepLargestComponent(new Uint8Array(27), shape)).toEqual(new Uint8Array(27));
	});

	it('is what a postprocessing specification asks for', () => {
		const labels = cube([0, 0, 0, 1], [2, 2, 2, 1], [2, 2, 1, 1], [0, 2, 0, 2], [2, 0, 2, 2]);
		const cleaned = applyPostprocessing(labels, shape, JSON.parse('{ "keepLargest": [1] }'));
		expect(cleaned).toEqual(cube([2, 2, 2, 1], [2, 2, 1, 1], [0, 2, 0, 2], [2, 0, 2, 2]));
		expect(applyPostprocessing(labels, shape, {})).toEqual(labels);
	});

	it('refuses what it cannot do, by field', () => {
		expect(() => keepLargestComponent(new Uint8Array(26), shape)).toThrow('26 labels do not fill 3×3×3');
		expect(() => keepLargestComponent(new Uint8Array(27), shape, { classes: [0] })).toThrow('class 0');
		expect(() => parsePostprocessingSpec({ keepLargest: [1.5] })).toThrow(
			'postprocessing.keepLargest is [1.5]',
		);
		expect(() => parsePostprocessingSpec({ connectivity: 8 })).toThrow('postprocessing.connectivity is 8');
		expect(() => parsePostprocessingSpec({ version: 2 })).toThrow('postprocessing.version is 2');
		expect(() => parsePostprocessingSpec({ largest: [1] })).toThrow('unknown field "largest"');
		expect(() => parsePostprocessingSpec(null)).toThrow('postprocessing is null');
	});

	it.skipIf(withoutData)("gives MONAI's largest_component_seg on real labels (../shared/data)", async () => {
		const { entry, input, expected, sample } = await goldenTransform('largest_component_seg');
		const labels = Uint8Array.from(toGrid(input).values);
		const classes = entry.args.applied_labels;
		const ours = keepLargestComponent(labels, input.shape, { classes });
		expect(sample(createGrid(ours, input.shape))).toEqual(Array.from(expected));
		expect(ours.reduce((sum, label) => sum + label, 0) / ours.length).toBeCloseTo(entry.mean, 6);
	});
});
