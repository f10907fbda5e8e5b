import { SimdError } from './simdError.ts';

/** What was asked for and what there is. */
interface Shortage {
	/** That were asked for. */
	readonly bytes: number;
	readonly bytesInUse: number;
	/** That the memory may have at most. */
	readonly limit: number;
	/** What has this limit, for people. */
	readonly memory: string;
}

const mib = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MiB`;

/** There is not so much memory; what was in use stays as it was, and work may go on. */
export class MemoryError extends SimdError {
	readonly #shortage: Shortage;

	/** @param largest the tensors that take most, for people */
	constructor(shortage: Shortage, largest: readonly string[] = []) {
		const { bytes, bytesInUse, limit, memory } = shortage;
		const most = largest.length > 0 ? `, most of it by ${largest.join(', ')}` : '';
		super(
			`no room for ${mib(bytes)} more (${bytes} bytes): ${mib(bytesInUse)} of the ${mib(limit)} of ${memory} ` +
				`are in use${most}; use smaller patches or batches, or dispose tensors`,
		);
		this.#shortage = shortage;
	}

	/** The same, with the tensors that take most. */
	naming(largest: readonly string[]): MemoryError {
		return new MemoryError(this.#shortage, largest);
	}
}
