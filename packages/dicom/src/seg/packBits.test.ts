import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packBits, unpackBits } from './packBits.ts';

describe('packBits', () => {
	it('goes on inside a byte where a frame ends there', () => {
		const first = [1, 0, 0, 0, 0, 0, 0, 0, 1];
		const second = [1, 0, 0, 0, 1, 0, 0, 0, 0];
		const bytes = packBits([first, second], 9, 2);
		expect([...bytes]).toEqual([0x01, 0x23, 0x00, 0x00]);
		expect([...unpackBits(bytes, 0, 9)]).toEqual(first);
		expect([...unpackBits(bytes, 1, 9)]).toEqual(second);
	});

	it('gives every frame back, whatever its size', () => {
		const frames = fc
			.integer({ min: 1, max: 40 })
			.chain((size) =>
				fc.array(fc.uint8Array({ minLength: size, maxLength: size, max: 1 }), { minLength: 1, maxLength: 9 }),
			);
		fc.assert(
			fc.property(frames, (masks) => {
				const size = masks[0]!.length;
				const bytes = packBits(masks, size, masks.length);
				expect(bytes.length).toBe(2 * Math.ceil((size * masks.length) / 16));
				expect(masks.map((_, frame) => unpackBits(bytes, frame, size))).toEqual(masks);
			}),
			{ seed: 5 },
		);
	});
});
