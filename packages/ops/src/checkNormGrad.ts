import { checkMinimumRank, checkShape } from './checkShape.ts';
import type { Shape } from './op.ts';

/**
 * Holds what a norm's gradient takes to the volume or rows x that were normalised.
 *
 * @param leastRank axes that x has at least
 * @param statistics shape of the kept mean and scale
 * @throws {OpError} where they do not fit together
 */
export function checkNormGrad(
	opName: string,
	{ dy, x, mean, scale }: Readonly<Record<string, Shape>>,
	leastRank: number,
	statistics: Shape,
): void {
	checkMinimumRank(opName, 'x', x!, leastRank);
	checkShape(opName, 'dy', dy!, x!);
	checkShape(opName, 'mean', mean!, statistics);
	checkShape(opName, 'scale', scale!, statistics);
}
