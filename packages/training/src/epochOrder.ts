import { Random } from '@unetr/transforms';

/**
 * The order of the cases in one pass: a shuffle that depends on the seed and the epoch alone.
 *
 * @param count cases
 * @param seed of the run
 * @param epoch from 0
 * @returns the numbers 0 … count - 1
 */
export function epochOrder(count: number, seed: number, epoch: number): number[] {
	const order = Array.from({ length: count }, (_, index) => index);
	return new Random(seed).fork(`epoch ${epoch}`).shuffle(order);
}
