import { describe, expect, it } from 'vitest';
import { TrainingError } from './trainingError.ts';
import { warmupCosine } from './warmupCosine.ts';

describe('warmupCosine', () => {
	const rate = warmupCosine({ warmupSteps: 4, base: 8e-4, floor: 2e-4 });

	it('climbs in equal steps, then falls along half a cosine to the floor', () => {
		expect([1, 2, 3, 4].map((step) => rate(step, 12))).toEqual([1, 2, 3, 4].map((step) => (8e-4 * step) / 4));
		expect(rate(8, 12)).toBeCloseTo(5e-4, 15); // half way: the mean of base and floor
		expect(rate(6, 12)).toBeCloseTo(2e-4 + 3e-4 * (1 + Math.SQRT1_2), 15); // a quarter: cos(45°)
		expect(rate(12, 12)).toBeCloseTo(2e-4, 15);
		expect(rate(500, 12)).toBe(2e-4);
	});

	it('stays at base after the warm-up while the length of the run is unknown', () => {
		expect(rate(2, Infinity)).toBe(4e-4);
		expect(rate(100, Infinity)).toBe(8e-4);
	});

	it('starts at base without a warm-up and keeps to its own length where one is given', () => {
		expect(warmupCosine({ base: 1 })(1, 1e9)).toBeCloseTo(1, 12);
		expect(warmupCosine({ base: 1, totalSteps: 10 })(10, 1000)).toBe(0);
	});

	it('refuses a floor above the base', () => {
		expect(() => warmupCosine({ base: 1e-3, floor: 1 })).toThrow(TrainingError);
		expect(() => warmupCosine({ base: 0 })).toThrow('base is 0');
	});
});
