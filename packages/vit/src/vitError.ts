/** Thrown for a transformer that cannot be built; its message is one sentence. */
export class VitError extends Error {
	constructor(message: string) {
		super(message);
		this.name = 'VitError';
	}
}
