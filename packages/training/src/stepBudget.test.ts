import { describe, expect, it } from 'vitest';
import { plannedSteps, stepsInMinutes } from './stepBudget.ts';

describe('plannedSteps', () => {
	it('takes steps as they are, multiplies epochs and leaves minutes open', () => {
		expect(plannedSteps({ steps: 7 }, 5)).toBe(7);
		expect(plannedSteps({ epochs: 3 }, 5)).toBe(15);
		expect(plannedSteps({ minutes: 2 }, 5)).toBeUndefined();
	});

	it('refuses none, two, and numbers that are no length', () => {
		expect(() => plannedSteps({}, 5)).toThrow('exactly one');
		expect(() => plannedSteps({ steps: 1, minutes: 1 }, 5)).toThrow('exactly one');
		expect(() => plannedSteps({ steps: 0 }, 5)).toThrow('steps is 0');
		expect(() => plannedSteps({ epochs: Number.NaN }, 5)).toThrow('epochs is NaN');
	});
});

describe('stepsInMinutes', () => {
	const stepSeconds = [30, 9, 5, 2, 2, 2, 2, 2, 50, 2, 2, 2, 2];

	it('divides the time left by the median step, ignoring first calls and outliers', () => {
		const probe = { stepSeconds, validationSeconds: 10, validations: 9, elapsedSeconds: 122 };
		// 10 minutes less 4 % reserve, less 122 s, less 9 validations of 10 s: 364 s at 2 s each.
		expect(stepsInMinutes(10, probe)).toBe(13 + 182);
	});

	it('spreads validations at a fixed distance over the steps', () => {
		const probe = { stepSeconds, validationSeconds: 10, validateEvery: 5, elapsedSeconds: 122 };
		// 576 s less 122 s, at 2 s a step and 10 s every 5 steps.
		expect(stepsInMinutes(10, probe)).toBe(13 + 113);
	});

	it('takes one more step when the time is already over', () => {
		expect(
			stepsInMinutes(1, { stepSeconds, validationSeconds: 0, validations: 0, elapsedSeconds: 122 }),
		).toBe(14);
	});
});
