/** Thrown for windows, bundles and volumes that inference cannot use; the message says what, where and what to do. */
export class InferenceError extends Error {
	override readonly name: string = 'InferenceError';
}
