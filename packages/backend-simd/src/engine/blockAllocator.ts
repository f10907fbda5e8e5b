import { type FreeBlock, FreeBlocks, unlisted } from './freeBlocks.ts';
import { SimdError } from './simdError.ts';

/** A stretch of memory; neighbours by address are linked so that freed ones merge. */
interface Block extends FreeBlock {
	readonly start: number;
	free: boolean;
	before: Block | undefined;
	after: Block | undefined;
}

/** Extends a range by at least `bytes`, since a block of `asked` is wanted; returns its new end, or throws `SimdError`. */
type Grow = (bytes: number, asked: number) => number;

const alignment = 64;

/**
 * Good-fit allocator of one growing address range, with bins by size and immediate merging of free neighbours.
 *
 * A loop that allocates and frees the same sizes reuses the same pages: after its first round nothing grows,
 * which matters because the first touch of a page costs many times a reuse.
 */
export class BlockAllocator {
	bytesInUse = 0;
	peakBytes = 0;
	readonly #bins = new FreeBlocks<Block>(alignment);
	readonly #used = new Map<number, Block>();
	readonly #grow: Grow;
	readonly #first: number;
	#last: Block | undefined;
	#end: number;

	/**
	 * @param start first byte that may be handed out
	 * @param end first byte that may not, until `grow` moves it
	 * @param grow extends the range
	 */
	constructor(start: number, end: number, grow: Grow) {
		this.#first = Math.ceil(start / alignment) * alignment;
		this.#grow = grow;
		this.#end = this.#first;
		this.#extend(end);
	}

	get reservedBytes(): number {
		return this.#end - this.#first;
	}

	/** @throws {SimdError} if the range cannot grow by what is missing, or `bytes` is no size. */
	allocate(bytes: number): number {
		if (!(bytes >= 0 && bytes <= Number.MAX_SAFE_INTEGER)) {
			throw new SimdError(`no block of memory has ${bytes} bytes: a shape is not made of whole numbers`);
		}
		const size = Math.max(1, Math.ceil(bytes / alignment)) * alignment;
		let block = this.#bins.find(size);
		if (!block) {
			const spare = this.#last?.free ? this.#last.size : 0;
			this.#extend(this.#grow(size - spare, bytes));
			block = this.#bins.find(size);
			if (!block) throw new SimdError(`memory grew by less than the ${size} bytes that were asked for`);
		}
		this.#remove(block);
		this.#split(block, size);
		this.#used.set(block.start, block);
		this.bytesInUse += block.size;
		this.peakBytes = Math.max(this.peakBytes, this.bytesInUse);
		return block.start;
	}

	/** @throws {SimdError} if no block in use starts there. */
	free(pointer: number): void {
		const block = this.#used.get(pointer);
		if (!block) throw new SimdError(`no block in use starts at ${pointer}: it was freed before`);
		this.#used.delete(pointer);
		this.bytesInUse -= block.size;
		this.#insert(this.#merge(block));
	}

	#split(block: Block, size: number): void {
		const rest = block.size - size;
		if (rest === 0) return;
		const start = block.start + size;
		const after: Block = { start, size: rest, free: true, before: block, after: block.after, ...unlisted };
		if (block.after) block.after.before = after;
		else this.#last = after;
		block.after = after;
		block.size = size;
		this.#insert(after);
	}

	#merge(block: Block): Block {
		let merged = block;
		if (block.before?.free) {
			merged = block.before;
			this.#remove(merged);
			this.#absorb(merged);
		}
		if (merged.after?.free) {
			this.#remove(merged.after);
			this.#absorb(merged);
		}
		return merged;
	}

	/** Takes the block behind into this one. */
	#absorb(block: Block): void {
		const after = block.after!;
		block.size += after.size;
		block.after = after.after;
		if (block.after) block.after.before = block;
		else this.#last = block;
	}

	#extend(end: number): void {
		if (end <= this.#end) return;
		const block: Block = {
			start: this.#end,
			size: Math.floor((end - this.#end) / alignment) * alignment,
			free: false,
			before: this.#last,
			after: undefined,
			...unlisted,
		};
		if (this.#last) this.#last.after = block;
		this.#last = block;
		this.#end = end;
		this.#insert(this.#merge(block));
	}

	#insert(block: Block): void {
		block.free = true;
		this.#bins.insert(block);
	}

	#remove(block: Block): void {
		block.free = false;
		this.#bins.remove(block);
	}
}
