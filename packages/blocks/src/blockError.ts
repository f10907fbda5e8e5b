/** Thrown for a block or a pyramid that cannot be built; its message is one sentence. */
export class BlockError extends Error {
	constructor(message: string) {
		super(message);
		this.name = 'BlockError';
	}
}
