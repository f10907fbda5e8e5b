/** Thrown for volumes, grids and settings that a transform cannot use; the message says what, where and what to do. */
export class TransformsError extends Error {
	override readonly name: string = 'TransformsError';
}
