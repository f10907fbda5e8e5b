import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDecimal } from './formatDecimal.ts';

describe('formatDecimal', () => {
	it.each([
		[0, '0'],
		[-0, '0'],
		[-177.75, '-177.75'],
		[1e21, '1e21'],
		[1 / 3, '0.33333333333333'],
		[-123.45678901234567, '-123.45678901235'],
		[-1.2345678901234566e-7, '-1.2345678901e-7'],
		[-1.25e300 / 3, '-4.166666667e299'],
	])('writes %d as %s', (value, text) => {
		expect(formatDecimal(value)).toBe(text);
	});

	it('keeps every number to at most 16 characters and nine digits at least', () => {
		fc.assert(
			fc.property(fc.double({ noNaN: true, min: -1e300, max: 1e300 }), (value) => {
				const text = formatDecimal(value);
				expect(text).toMatch(/^-?\d+(\.\d+)?(e-?\d+)?$/);
				expect(text.length).toBeLessThanOrEqual(16);
				expect(Math.abs(Number(text) - value)).toBeLessThanOrEqual(5e-9 * Math.abs(value));
			}),
			{ seed: 2, numRuns: 2000 },
		);
	});
});
