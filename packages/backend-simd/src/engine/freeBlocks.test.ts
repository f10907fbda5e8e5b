import { describe, expect, it } from 'vitest';
import { type FreeBlock, FreeBlocks, unlisted } from './freeBlocks.ts';

interface Sized extends FreeBlock {
	readonly name: string;
}

const block = (size: number, name = String(size)): Sized => ({ size, name, ...unlisted });

function filled(...sizes: number[]): FreeBlocks<Sized> {
	const blocks = new FreeBlocks<Sized>(64);
	for (const size of sizes) blocks.insert(block(size));
	return blocks;
}

describe('free blocks', () => {
	it('gives one that is large enough, of the nearest bin that holds one', () => {
		const blocks = filled(64, 6400, 2 ** 20, 2 ** 36);
		expect(blocks.find(64)?.size).toBe(64);
		expect(blocks.find(128)?.size).toBe(6400);
		expect(blocks.find(6464)?.size).toBe(2 ** 20);
		expect(blocks.find(2 ** 20 + 64)?.size).toBe(2 ** 36);
		expect(blocks.find(2 ** 36 + 2 ** 34)).toBeUndefined();
	});

	it('passes over blocks of the same bin that are too small', () => {
		const sizes = [16 * 1024, 16 * 1024 + 64, 16 * 1024 + 128];
		expect(filled(...sizes).find(sizes[1]!)?.size).toBe(sizes[2]);
		expect(filled(sizes[2]!, sizes[0]!).find(sizes[1]!)?.size).toBe(sizes[2]);
	});

	it('forgets what is removed from the start, the middle and the end of a list', () => {
		const blocks = new FreeBlocks<Sized>(64);
		const three = ['first', 'middle', 'last'].map((name) => block(640, name));
		for (const one of three) blocks.insert(one);
		for (const [index, left] of [
			[1, 'last'],
			[2, 'first'],
			[0, undefined],
		] as const) {
			blocks.remove(three[index]!);
			expect(blocks.find(640)?.name).toBe(left);
		}
		blocks.insert(three[1]!);
		expect(blocks.find(1)?.name).toBe('middle');
	});

	it('holds sizes beyond 2^32 units', () => {
		const blocks = filled(2 ** 39);
		expect(blocks.find(2 ** 38)?.size).toBe(2 ** 39);
		expect(blocks.find(2 ** 40)).toBeUndefined();
		expect(blocks.find(2 ** 52)).toBeUndefined();
	});
});
