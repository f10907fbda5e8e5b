import { describe, expect, it } from 'vitest';
import { positiveFlag, shareFlag, wholeFlag } from './flagValues.ts';

describe('flag values', () => {
	it('reads numbers and leaves absent flags undefined', () => {
		expect(wholeFlag('steps', '12')).toBe(12);
		expect(wholeFlag('fold', '0', 0)).toBe(0);
		expect(positiveFlag('lr', '1e-3')).toBe(0.001);
		expect(shareFlag('overlap', undefined)).toBeUndefined();
	});

	it('refuses what is no such number and says what it must be', () => {
		expect(() => wholeFlag('steps', '1.5')).toThrow('--steps must be a whole number from 1, not "1.5".');
		expect(() => wholeFlag('steps', 'many')).toThrow('not "many"');
		expect(() => positiveFlag('lr', '-1')).toThrow('--lr must be a number above 0');
		expect(() => shareFlag('overlap', '1')).toThrow('--overlap must be a number from 0 to below 1');
	});
});
