import { CheckpointError } from '../checkpointError.ts';

/** Thrown where the bytes end before the pickle does, which more bytes may cure. */
export class PickleTruncated extends CheckpointError {
	constructor() {
		super('the pickle is truncated: it ends in the middle');
	}
}

/** Digits of an integer that is written as text, and bytes of one that is not: far beyond what weights need. */
const MAX_DIGITS = 1000;
const MAX_LONG_BYTES = 400;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads the arguments of a pickle's opcodes; nothing is allocated for a length that the bytes do not hold. */
export class PickleReader {
	position: number;
	readonly #bytes: Uint8Array;
	readonly #view: DataView;

	constructor(bytes: Uint8Array, position: number) {
		this.#bytes = bytes;
		this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		this.position = position;
	}

	uint(byteCount: 1 | 2 | 4 | 8): number {
		const at = this.#advance(byteCount);
		if (byteCount === 1) return this.#view.getUint8(at);
		if (byteCount === 2) return this.#view.getUint16(at, true);
		if (byteCount === 4) return this.#view.getUint32(at, true);
		return Number(this.#view.getBigUint64(at, true));
	}

	int32(): number {
		return this.#view.getInt32(this.#advance(4), true);
	}

	/** A float64, the one number of a pickle that is big-endian. */
	float64(): number {
		return this.#view.getFloat64(this.#advance(8), false);
	}

	/** Bytes after a length of so many bytes; they alias the pickle. */
	bytes(lengthBytes: 1 | 4 | 8): Uint8Array {
		const length = this.uint(lengthBytes);
		const at = this.#advance(length);
		return this.#bytes.subarray(at, at + length);
	}

	utf8(lengthBytes: 1 | 4 | 8): string {
		return utf8(this.bytes(lengthBytes));
	}

	/** A text of Python 2, whose bytes are taken for characters. */
	latin1(lengthBytes: 1 | 4): string {
		return latin1(this.bytes(lengthBytes));
	}

	/** Text up to the end of a line. */
	line(): string {
		const end = this.#bytes.indexOf(0x0a, this.position);
		if (end < 0) throw new PickleTruncated();
		const text = utf8(this.#bytes.subarray(this.position, end));
		this.position = end + 1;
		return text;
	}

	/** An integer of any size in two's complement, little-endian. */
	long(lengthBytes: 1 | 4): number | bigint {
		const bytes = this.bytes(lengthBytes);
		if (bytes.length === 0) return 0;
		if (bytes.length > MAX_LONG_BYTES) {
			throw new CheckpointError(
				`the pickle holds an integer of ${bytes.length} bytes, which no weights need`,
			);
		}
		const hex = Array.from(bytes.toReversed(), (byte) => byte.toString(16).padStart(2, '0')).join('');
		return shortest(BigInt.asIntN(bytes.length * 8, BigInt(`0x${hex}`)));
	}

	/** An integer that is written as text, with the L that Python 2 put after long ones. */
	integerLine(): number | bigint {
		const digits = this.line().replace(/L$/, '');
		if (digits.length > MAX_DIGITS || !/^-?\d+$/.test(digits)) {
			throw new CheckpointError('the pickle holds an integer that is not one');
		}
		return shortest(BigInt(digits));
	}

	/** Checks the length of a frame; frames need no other care. */
	frame(): void {
		const length = this.uint(8);
		if (length > this.#bytes.length - this.position) throw new PickleTruncated();
	}

	#advance(byteCount: number): number {
		const at = this.position;
		if (byteCount > this.#bytes.length - at) throw new PickleTruncated();
		this.position = at + byteCount;
		return at;
	}
}

function utf8(bytes: Uint8Array): string {
	try {
		return decoder.decode(bytes);
	} catch {
		throw new CheckpointError('the pickle holds a text that is not UTF-8');
	}
}

function latin1(bytes: Uint8Array): string {
	let text = '';
	for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
	return text;
}

function shortest(value: bigint): number | bigint {
	const number = Number(value);
	return Number.isSafeInteger(number) ? number : value;
}
