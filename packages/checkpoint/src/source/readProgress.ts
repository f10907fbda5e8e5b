/** Called with bytes done so far and, where it is known, the size of the whole file. */
export type OnProgress = (bytesDone: number, bytesTotal: number | undefined) => void;

/** Counts the bytes of a file as they come; a part that is read twice is never counted beyond the whole. */
export class ReadProgress {
	/** What the caller's own function threw. */
	thrown: unknown;
	total: number | undefined;
	#done = 0;
	readonly #onProgress: OnProgress | undefined;

	constructor(onProgress: OnProgress | undefined) {
		this.#onProgress = onProgress;
	}

	/** More bytes have come. */
	add(bytes: number): void {
		const done = Math.min(this.#done + bytes, this.total ?? Number.POSITIVE_INFINITY);
		if (done !== this.#done) this.#report(done);
	}

	/** All that was needed has come, which may leave out parts of the file. */
	finish(): void {
		if (this.total !== undefined && this.#done < this.total) this.#report(this.total);
	}

	#report(done: number): void {
		this.#done = done;
		try {
			this.#onProgress?.(done, this.total);
		} catch (error) {
			this.thrown = error;
			throw error;
		}
	}
}
