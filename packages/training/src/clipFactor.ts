/**
 * Factor that brings gradients of a global L2 norm down to a bound: min(1, bound / (norm + 1e-6)).
 *
 * @param norm over all gradients together
 * @param bound largest norm; undefined leaves the gradients
 *
 * Source: `torch.nn.utils.clip_grad_norm_`.
 */
export function clipFactor(norm: number, bound: number | undefined): number {
	return bound === undefined ? 1 : Math.min(1, bound / (norm + 1e-6));
}
