import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hexToLab, labToHex } from './cieLab.ts';

// Colours and what dcmqi writes for them, from its own example files.
const DCMQI = [
	['#dd8265', [41661, 41167, 40792]],
	['#80ae80', [43803, 26565, 37722]],
	['#d8654f', [37064, 44082, 41620]],
	['#b79cdc', [45062, 38660, 25486]],
	['#8ce0e4', [55193, 26619, 30325]],
	['#0097ce', [38399, 29410, 23264]],
] as const;

describe('colours', () => {
	it.each(DCMQI)('%s is what dcmqi writes, within the rounding of its constants', (color, lab) => {
		for (const [n, value] of hexToLab(color).entries())
			expect(Math.abs(value - lab[n]!)).toBeLessThanOrEqual(8);
		expect(labToHex(lab)).toBe(color);
	});

	it('come back as they were', () => {
		const hex = fc.integer({ min: 0, max: 0xffffff }).map((n) => `#${n.toString(16).padStart(6, '0')}`);
		fc.assert(
			fc.property(hex, (color) => {
				expect(labToHex(hexToLab(color))).toBe(color);
			}),
			{ seed: 1, numRuns: 1000 },
		);
	});

	it('beyond sRGB are clipped', () => {
		expect(labToHex([65535, 65535, 65535])).toMatch(/^#ff/);
		expect(labToHex([0, 32896, 32896])).toBe('#000000');
	});
});
