/** Thrown for shapes and options that a loss cannot use; the message says what, where and what to do. */
export class LossError extends Error {
	override readonly name: string = 'LossError';
}
