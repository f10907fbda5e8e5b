import { permute, unit } from 'unetr-testkit';
import { expect, it } from 'vitest';
import { invertAxes, permuteAxes } from './permuteAxes.ts';

const cases: [shape: number[], axes: number[]][] = [
	[[], []],
	[[7], [0]],
	[
		[70, 45],
		[1, 0],
	],
	[
		[3, 5, 2],
		[0, 2, 1],
	],
	[
		[3, 5, 2],
		[2, 0, 1],
	],
	[
		[3, 2, 1, 33, 40],
		[4, 3, 0, 1, 2],
	],
	[
		[40, 3, 2, 5, 33],
		[0, 3, 2, 1, 4],
	],
];

for (const [shape, axes] of cases) {
	it(`[${shape}] by [${axes}] moves every value to its place, and back`, () => {
		const values = unit(
			'permuted',
			shape.reduce((product, size) => product * size, 1),
		);
		const permuted = permuteAxes(values, shape, axes);
		expect(permuted).toEqual(permute(values, shape, axes));
		const sizes = axes.map((axis) => shape[axis]!);
		expect(permuteAxes(permuted, sizes, invertAxes(axes))).toEqual(values);
	});
}

it('keeps the kind of array', () => {
	expect(permuteAxes(BigInt64Array.of(1n, 2n, 3n, 4n), [2, 2], [1, 0])).toEqual(
		BigInt64Array.of(1n, 3n, 2n, 4n),
	);
});
