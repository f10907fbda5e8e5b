/** Thrown for label maps and policies that cannot be compared; the message says what is wrong, where and what to do. */
export class MetricsError extends Error {
	override readonly name: string = 'MetricsError';
}
