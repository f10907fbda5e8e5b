import { checkRank } from '../checkShape.ts';
import type { Shape } from '../op.ts';
import { OpError } from '../opError.ts';

/** Attributes of `attention`: number of heads and the factor on q·k. */
export interface AttentionAttributes {
	readonly numHeads: number;
	readonly scale: number;
	readonly [name: string]: number;
}

/** Channels of the model, C, of a packed [B, N, 3·C]. */
export function modelChannels(qkv: Shape, numHeads: number): number {
	checkRank('attention', 'qkv', qkv, 3);
	if (!(Number.isSafeInteger(numHeads) && numHeads >= 1)) {
		throw new OpError(`attention: numHeads must be a whole number from 1 on, but it is ${numHeads}`);
	}
	if (qkv[2]! % (3 * numHeads) !== 0) {
		throw new OpError(`attention: ${qkv[2]} channels are no multiple of 3 · ${numHeads} heads`);
	}
	return qkv[2]! / 3;
}
