/** Thrown for a weights file that is malformed or cannot be read or written; its message is one sentence. */
export class CheckpointError extends Error {
	constructor(message: string, options?: ErrorOptions) {
		super(message, options);
		this.name = 'CheckpointError';
	}
}
