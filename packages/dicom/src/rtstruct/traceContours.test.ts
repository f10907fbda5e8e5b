import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillPolygon } from '../testing/fillPolygon.ts';
import { type Contour, traceContours } from './traceContours.ts';

/** How many of the contours enclose each pixel's centre. */
function filled(contours: readonly Contour[], columns: number, rows: number): number[] {
	const counts = Array<number>(columns * rows).fill(0);
	for (const contour of contours) {
		fillPolygon(contour, columns, rows, 0.5, (pixel) => {
			counts[pixel]!++;
		});
	}
	return counts;
}

function area(contour: Contour): number {
	let twice = 0;
	for (let n = 0; n < contour.length; n += 2) {
		twice +=
			contour[n]! * contour[(n + 3) % contour.length]! - contour[(n + 2) % contour.length]! * contour[n + 1]!;
	}
	return twice / 2;
}

const picture = (...lines: string[]): [number[], number, number] => [
	lines.flatMap((line) => [...line].map((pixel) => (pixel === '#' ? 1 : 0))),
	lines[0]!.length,
	lines.length,
];

describe('traceContours', () => {
	it('goes round the outside of the pixels, without corners on straight lines', () => {
		expect(traceContours(...picture('....', '.##.', '.##.', '.#..'))).toEqual([
			[3, 1, 3, 3, 2, 3, 2, 4, 1, 4, 1, 1],
		]);
	});

	it('keeps regions that touch at a corner apart', () => {
		expect(traceContours(...picture('#.', '.#'))).toHaveLength(2);
		expect(traceContours(...picture('.#', '#.'))).toHaveLength(2);
	});

	it('joins a hole to the outline by a channel of no width', () => {
		const contours = traceContours(...picture('###', '#.#', '###'));
		expect(contours).toHaveLength(1);
		expect(contours[0]).toHaveLength(2 * (4 + 4 + 2));
		expect(area(contours[0]!)).toBe(8);
	});

	it('bounds any mask exactly: every pixel once, and no area beside them', () => {
		const masks = fc
			.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
			.chain(([columns, rows]) =>
				// Mostly inside, so that there are holes, holes beside holes and islands in holes.
				fc
					.array(fc.integer({ min: 0, max: 3 }), { minLength: columns * rows, maxLength: columns * rows })
					.map((values) => ({ mask: values.map((value) => (value > 0 ? 1 : 0)), columns, rows })),
			);
		fc.assert(
			fc.property(masks, ({ mask, columns, rows }) => {
				const contours = traceContours(mask, columns, rows);
				expect(filled(contours, columns, rows)).toEqual(mask);
				const inside = mask.reduce<number>((sum, value) => sum + value, 0);
				expect(contours.reduce((sum, contour) => sum + area(contour), 0)).toBe(inside);
				for (const contour of contours) expect(area(contour)).toBeGreaterThan(0);
			}),
			{ seed: 8, numRuns: 1000 },
		);
	});

	it('gives nothing for an empty mask', () => {
		expect(traceContours([0, 0], 2, 1)).toEqual([]);
	});
});
