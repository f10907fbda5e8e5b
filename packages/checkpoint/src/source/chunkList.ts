/** Bytes in the pieces they came in; nothing is allocated for bytes that have not arrived. */
export class ChunkList {
	readonly #chunks: Uint8Array[] = [];
	readonly #ends: number[] = [];
	byteLength = 0;

	append(chunk: Uint8Array): void {
		if (chunk.length === 0) return;
		this.byteLength += chunk.length;
		this.#chunks.push(chunk);
		this.#ends.push(this.byteLength);
	}

	appendAll(list: ChunkList): void {
		for (const chunk of list.#chunks) this.append(chunk);
	}

	/** A copy of `[begin, end)`. */
	slice(begin: number, end: number): ArrayBuffer {
		const bytes = new Uint8Array(end - begin);
		let at = begin;
		for (let i = this.#firstEndAfter(begin); at < end; i++) {
			const chunk = this.#chunks[i]!;
			const skipped = at - (this.#ends[i]! - chunk.length);
			const part = chunk.subarray(skipped, skipped + end - at);
			bytes.set(part, at - begin);
			at += part.length;
		}
		return bytes.buffer;
	}

	#firstEndAfter(position: number): number {
		let low = 0;
		let high = this.#ends.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if (this.#ends[middle]! > position) high = middle;
			else low = middle + 1;
		}
		return low;
	}
}
