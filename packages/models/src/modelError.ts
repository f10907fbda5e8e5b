/** Thrown for a model that cannot be built or weights that do not fit it; its message is one sentence. */
export class ModelError extends Error {
	constructor(message: string, options?: ErrorOptions) {
		super(message, options);
		this.name = 'ModelError';
	}
}
