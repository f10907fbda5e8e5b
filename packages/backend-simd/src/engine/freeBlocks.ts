/** A free stretch of memory, in the list of its bin. */
export interface FreeBlock {
	size: number;
	next: this | undefined;
	previous: this | undefined;
}

/** Of a block that is in no list. */
export const unlisted = { next: undefined, previous: undefined } as const;

const binsPerOctave = 8;
const binsPerWord = 32;

/**
 * Free blocks in bins by size, eight to a power of two, so that any block of the next bin up fits. Bins are lists through
 * the blocks themselves, and a bit for each says whether it holds one: to find, insert or remove a block costs no search
 * and makes no object.
 */
export class FreeBlocks<Block extends FreeBlock> {
	readonly #unit: number;
	readonly #heads: (Block | undefined)[] = [];
	readonly #filled = new Int32Array((64 * binsPerOctave) / binsPerWord);

	/** @param unit what every size is a multiple of */
	constructor(unit: number) {
		this.#unit = unit;
	}

	#binOf(size: number): number {
		const units = size / this.#unit;
		const octave = units < 2 ** 32 ? 31 - Math.clz32(units) : 63 - Math.clz32(units / 2 ** 32);
		const eighth = Math.floor((units / 2 ** octave - 1) * binsPerOctave);
		return octave * binsPerOctave + eighth;
	}

	/** A block of at least this size: from its own bin, or else the first of the next bin that holds one. */
	find(size: number): Block | undefined {
		const bin = this.#binOf(size);
		for (let block = this.#heads[bin]; block; block = block.next) if (block.size >= size) return block;
		const filled = this.#nextFilled(bin + 1);
		return filled === undefined ? undefined : this.#heads[filled];
	}

	#nextFilled(first: number): number | undefined {
		let bits = -1 << (first % binsPerWord);
		for (let word = Math.floor(first / binsPerWord); word < this.#filled.length; word++) {
			bits &= this.#filled[word]!;
			if (bits !== 0) return word * binsPerWord + 31 - Math.clz32(bits & -bits);
			bits = -1;
		}
		return undefined;
	}

	insert(block: Block): void {
		const bin = this.#binOf(block.size);
		const head = this.#heads[bin];
		block.next = head;
		block.previous = undefined;
		if (head) head.previous = block;
		this.#heads[bin] = block;
		this.#filled[Math.floor(bin / binsPerWord)]! |= 1 << (bin % binsPerWord);
	}

	remove(block: Block): void {
		const bin = this.#binOf(block.size);
		const { next, previous } = block;
		if (next) next.previous = previous;
		if (previous) previous.next = next;
		else this.#heads[bin] = next;
		if (!this.#heads[bin]) this.#filled[Math.floor(bin / binsPerWord)]! &= ~(1 << (bin % binsPerWord));
	}
}
