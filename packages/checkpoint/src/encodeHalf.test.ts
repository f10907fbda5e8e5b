import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeValues } from './decodeValues.ts';
import { encodeHalf } from './encodeHalf.ts';

const all = Uint16Array.from({ length: 65536 }, (_, bits) => bits);

for (const dtype of ['F16', 'BF16'] as const) {
	it(`gives back every ${dtype}`, () => {
		const values = decodeValues(all.slice().buffer, dtype) as Float32Array;
		const back = encodeHalf(values, dtype);
		for (const bits of all) {
			if (Number.isNaN(values[bits])) continue;
			if (back[bits] !== bits) expect.fail(`${bits} became ${back[bits]}`);
		}
		const widened = decodeValues(back.slice().buffer, dtype) as Float32Array;
		expect(widened.every((value, bits) => Number.isNaN(value) === Number.isNaN(values[bits]))).toBe(true);
	});

	it(`rounds to the nearest ${dtype}, ties to even`, () => {
		// Positive finite ones in rising order; what follows the largest stands for infinity.
		const infinity = dtype === 'F16' ? 0x7c00 : 0x7f80;
		const finite = decodeValues(all.slice(0, infinity).buffer, dtype) as Float32Array;
		const next = dtype === 'F16' ? 65536 : 2 ** 128;
		for (let bits = 0; bits < infinity; bits++) {
			const [low, high] = [finite[bits]!, finite[bits + 1] ?? next];
			const middle = Math.fround((low + high) / 2);
			if (middle !== (low + high) / 2) continue;
			const step = (high - low) * 2 ** -8;
			const values = Float32Array.of(middle - step, middle, middle + step, -middle);
			const even = bits % 2 === 0 ? bits : bits + 1;
			const expected = [bits, even, bits + 1, even | 0x8000];
			if (`${encodeHalf(values, dtype)}` !== `${expected}`)
				expect.fail(`${[...values]} became ${encodeHalf(values, dtype)}, not ${expected}`);
		}
	});
}

it('loses no more than half the last place', () => {
	const numbers = fc.float({ noNaN: true, min: -65504, max: 65504 });
	const property = fc.property(numbers, (value) => {
		const back = (
			decodeValues(encodeHalf(Float32Array.of(value), 'F16').buffer as ArrayBuffer, 'F16') as Float32Array
		)[0]!;
		expect(Math.abs(back - value)).toBeLessThanOrEqual(Math.max(Math.abs(value), 2 ** -14) * 2 ** -11);
	});
	fc.assert(property, { seed: 1, numRuns: 2000 });
});
