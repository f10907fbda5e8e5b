import { describe, expect, it } from 'vitest';
import { calibration } from './calibration.ts';

describe('calibration', () => {
	it('is 0 for certain and right probabilities, and by hand for two bins', () => {
		const sure = calibration(Float32Array.of(1, 0, 0, 1), Uint8Array.of(0, 1));
		expect(sure).toMatchObject({ ece: 0, mce: 0, brier: 0, n: 2 });
		// confidences 0.6 (wrong), 0.8 (right), 0.9 (right), and one that is ignored
		const p = Float64Array.of(0.6, 0.4, 0.2, 0.8, 0.9, 0.1, 0.5, 0.5);
		const result = calibration(p, Uint8Array.of(1, 1, 0, 255), { bins: 4, ignoreLabel: 255 });
		expect(result.reliability.map(({ count }) => count)).toEqual([0, 0, 1, 2]);
		expect(result.reliability[0]).toEqual({
			lower: 0,
			upper: 0.25,
			count: 0,
			confidence: null,
			accuracy: null,
		});
		expect(result.reliability[3]).toMatchObject({ accuracy: 1, confidence: expect.closeTo(0.85, 12) });
		expect(result.ece).toBeCloseTo((0.6 + 2 * 0.15) / 3, 12);
		expect(result.mce).toBeCloseTo(0.6, 12);
		expect(result.brier).toBeCloseTo((2 * 0.36 + 2 * 0.04 + 2 * 0.01) / 3, 12);
	});

	it('has nothing to say of no voxels, and refuses logits, labels and sizes that do not fit', () => {
		expect(calibration(new Float32Array(0), new Uint8Array(0))).toMatchObject({
			ece: null,
			brier: null,
			n: 0,
		});
		expect(() => calibration(Float32Array.of(3, -1), Uint8Array.of(0))).toThrow('index 0 is 3');
		expect(() => calibration(Float32Array.of(0.5, 0.5), Uint8Array.of(2))).toThrow('label 2 at index 0');
		expect(() => calibration(Float32Array.of(0.5, 0.5), Uint8Array.of(0, 0))).toThrow('give C ≥ 2');
		expect(() => calibration(Float32Array.of(0.5, 0.5), Uint8Array.of(0), { bins: 0 })).toThrow('bins is 0');
	});
});
