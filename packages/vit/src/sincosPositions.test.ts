import { expect, it } from 'vitest';
import { sincosPositions } from './sincosPositions.ts';
import { VitError } from './vitError.ts';

it('gives the waves of MONAI: j, then i, then k, sines before cosines', () => {
	const positions = sincosPositions([2, 3, 4], 12);
	// Token (1, 2, 3): frequencies 1 and 10000^-½ = 0.01.
	const token = positions.subarray(((1 * 3 + 2) * 4 + 3) * 12).subarray(0, 12);
	const expected = [
		...[0.9092974268, 0.0199986667, -0.4161468365, 0.9998000067], // j = 2
		...[0.8414709848, 0.0099998333, 0.5403023059, 0.9999500004], // i = 1
		...[0.1411200081, 0.0299955002, -0.9899924966, 0.9995500337], // k = 3
	];
	for (const [n, value] of expected.entries()) expect(token[n]).toBeCloseTo(value, 6);
	expect(positions.length).toBe(24 * 12);
});

it('gives the waves of MONAI on a plane: j, then i, with a quarter of the channels each', () => {
	const positions = sincosPositions([2, 3], 8);
	// Token (1, 2): frequencies 1 and 0.01.
	const token = positions.subarray((1 * 3 + 2) * 8);
	const expected = [
		...[0.9092974268, 0.0199986667, -0.4161468365, 0.9998000067], // j = 2
		...[0.8414709848, 0.0099998333, 0.5403023059, 0.9999500004], // i = 1
	];
	for (const [n, value] of expected.entries()) expect(token[n]).toBeCloseTo(value, 6);
	expect(positions.length).toBe(6 * 8);
});

it('refuses channels that six waves do not divide', () => {
	expect(() => sincosPositions([1, 1, 1], 8)).toThrow(VitError);
	expect(() => sincosPositions([1, 1], 6)).toThrow('hiddenSize = 6 must be a multiple of 4');
});
