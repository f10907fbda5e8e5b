import { expect, it } from 'vitest';
import { keepLargest } from './keepLargest.ts';

// One plane, k along a row: class 1 in pieces of 2, 3 (joined by a corner) and 1; class 2 in pieces of 2 and 1.
const labels = Uint8Array.of(
	...[1, 1, 0, 2, 0],
	...[0, 0, 0, 0, 2],
	...[0, 1, 0, 2, 0].map((label, k) => (k === 3 ? 0 : label)),
	...[1, 0, 0, 0, 1],
	...[1, 0, 2, 0, 0],
);

it('keeps the largest piece of each treated class, joined over corners, and the first of equal ones', () => {
	expect([...keepLargest(labels, [1, 5, 5], [1, 2])]).toEqual([
		...[0, 0, 0, 2, 0],
		...[0, 0, 0, 0, 2],
		...[0, 1, 0, 0, 0],
		...[1, 0, 0, 0, 0],
		...[1, 0, 0, 0, 0],
	]);
	expect([...keepLargest(Uint8Array.of(3, 0, 3), [1, 1, 3], [3])]).toEqual([3, 0, 0]);
});

it('leaves other classes and its input alone', () => {
	const before = labels.slice();
	expect(keepLargest(labels, [1, 5, 5], [])).toEqual(labels);
	expect([...keepLargest(labels, [1, 5, 5], [2])].filter((label) => label === 1)).toHaveLength(6);
	expect(labels).toEqual(before);
});

it('joins components through the third axis', () => {
	const column = Uint8Array.of(1, 0, 0, 1, 0, 1); // [3, 1, 2]: (0,0,0), (1,0,1) and (2,0,1)
	expect(keepLargest(column, [3, 1, 2], [1])).toEqual(column);
});
