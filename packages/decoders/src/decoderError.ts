/** Thrown for a decoder that cannot be built; its message is one sentence. */
export class DecoderError extends Error {
	constructor(message: string) {
		super(message);
		this.name = 'DecoderError';
	}
}
