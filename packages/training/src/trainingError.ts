/** Thrown for a run that cannot start, go on or be resumed; the message says what, where and what to do. */
export class TrainingError extends Error {
	override readonly name: string = 'TrainingError';
}
