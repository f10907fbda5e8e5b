/** A refusal of the `simd` backend: what it could not do, with the sizes involved, and what would help. */
export class SimdError extends Error {
	override readonly name = 'SimdError';
}
