/** Reads bits from the highest of each byte down, as bzip2 packs them. */
export class BitReader {
	#bytes: Uint8Array;
	#at = 0;
	#held = 0;
	#heldBits = 0;

	/** @param bytes what is read, from its beginning */
	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
	}

	/** One bit. */
	bit(): number {
		if (this.#heldBits === 0) {
			if (this.#at === this.#bytes.length) throw new Error('unexpected end');
			this.#held = this.#bytes[this.#at++];
			this.#heldBits = 8;
		}
		this.#heldBits--;
		return (this.#held >> this.#heldBits) & 1;
	}

	/** A number of up to 32 bits, not negative. */
	bits(count: number): number {
		let value = 0;
		for (let n = 0; n < count; n++) value = value * 2 + this.bit();
		return value;
	}

	/** Goes on at the next whole byte; whether there is one. */
	alignToByte(): boolean {
		this.#heldBits = 0;
		return this.#at < this.#bytes.length;
	}
}
