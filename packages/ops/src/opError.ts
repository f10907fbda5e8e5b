/** A call to an op that cannot be carried out: which op, which argument, what it was and what would fit. */
export class OpError extends Error {
	override readonly name = 'OpError';
}
