import { describe, expect, it } from 'vitest';
import { BlockAllocator } from './blockAllocator.ts';
import { SimdError } from './simdError.ts';

/** An allocator over [100, 64 KiB) that may grow to `limit`. */
function allocatorUpTo(limit: number): BlockAllocator {
	let end = 65_536;
	return new BlockAllocator(100, end, (bytes) => {
		if (end + bytes > limit) throw new SimdError('full');
		end += bytes;
		return end;
	});
}

describe('BlockAllocator', () => {
	it('aligns to 64 bytes and never hands out the same byte twice', () => {
		const allocator = allocatorUpTo(2 ** 24);
		const sizes = [1, 63, 64, 65, 4096, 100_000, 0, 7];
		const blocks = sizes
			.map((size) => ({ start: allocator.allocate(size), size }))
			.sort((a, b) => a.start - b.start);
		for (const [index, block] of blocks.entries()) {
			expect(block.start % 64).toBe(0);
			expect(block.start).toBeGreaterThanOrEqual(100);
			const next = blocks[index + 1];
			if (next) expect(next.start).toBeGreaterThanOrEqual(block.start + Math.max(block.size, 1));
		}
	});

	it('keeps random blocks apart, and takes everything back', () => {
		const allocator = allocatorUpTo(2 ** 26);
		let state = 1;
		const random = (below: number) => {
			state = (Math.imul(state, 48271) >>> 0) % 2147483647;
			return state % below;
		};
		const live: { start: number; size: number }[] = [];
		for (let step = 0; step < 4000; step++) {
			if (live.length > 0 && random(5) < 2) {
				allocator.free(live.splice(random(live.length), 1)[0]!.start);
				continue;
			}
			const size = 1 + random(step % 7 === 0 ? 60_000 : 500);
			const start = allocator.allocate(size);
			const apart = (other: { start: number; size: number }) =>
				start + size <= other.start || other.start + other.size <= start;
			if (!live.every(apart))
				throw new Error(`step ${step}: ${size} bytes at ${start} overlap another block`);
			live.push({ start, size });
		}
		for (const { start } of live) allocator.free(start);
		expect(allocator.bytesInUse).toBe(0);
		const reserved = allocator.reservedBytes;
		allocator.allocate(reserved - 200);
		expect(allocator.reservedBytes).toBe(reserved);
	});

	it('does not grow when the same sizes come and go', () => {
		const allocator = allocatorUpTo(2 ** 28);
		const round = () => {
			const blocks = [500_000, 70_000, 3_000_000, 64, 900_000].map((size) => allocator.allocate(size));
			for (const block of blocks) allocator.free(block);
		};
		round();
		const reserved = allocator.reservedBytes;
		for (let i = 0; i < 50; i++) round();
		expect(allocator.reservedBytes).toBe(reserved);
		expect(allocator.peakBytes).toBeGreaterThanOrEqual(4_470_064);
	});

	it('counts bytes in use and their peak', () => {
		const allocator = allocatorUpTo(2 ** 20);
		const [a, b] = [allocator.allocate(64), allocator.allocate(100)];
		expect(allocator.bytesInUse).toBe(192);
		allocator.free(a);
		allocator.free(b);
		expect(allocator.bytesInUse).toBe(0);
		expect(allocator.peakBytes).toBe(192);
	});

	it('refuses what is too much and goes on working', () => {
		const allocator = allocatorUpTo(2 ** 20);
		expect(() => allocator.allocate(2 ** 21)).toThrow(SimdError);
		expect(allocator.allocate(1000) % 64).toBe(0);
	});

	it.each([Number.NaN, -64, Number.POSITIVE_INFINITY])('refuses %s bytes and goes on working', (bytes) => {
		const allocator = allocatorUpTo(2 ** 20);
		expect(() => allocator.allocate(bytes)).toThrow('no block of memory has');
		expect(allocator.allocate(1000) % 64).toBe(0);
		expect(allocator.bytesInUse).toBe(1024);
	});

	it('refuses to free twice', () => {
		const allocator = allocatorUpTo(2 ** 20);
		const block = allocator.allocate(10);
		allocator.free(block);
		expect(() => allocator.free(block)).toThrow('freed before');
	});
});
