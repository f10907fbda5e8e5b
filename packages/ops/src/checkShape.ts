import type { Shape } from './op.ts';
import { OpError } from './opError.ts';

const show = (shape: Shape): string => `[${shape.join(', ')}]`;

/** @throws {OpError} unless `shape` has `rank` axes. */
export function checkRank(opName: string, input: string, shape: Shape, rank: number): void {
	if (shape.length === rank) return;
	throw new OpError(`${opName}: '${input}' must have ${rank} axes, but its shape is ${show(shape)}`);
}

/** @throws {OpError} unless `shape` has at least `rank` axes. */
export function checkMinimumRank(opName: string, input: string, shape: Shape, rank: number): void {
	if (shape.length >= rank) return;
	throw new OpError(`${opName}: '${input}' must have at least ${rank} axes, but its shape is ${show(shape)}`);
}

/** @throws {OpError} unless `shape` is `expected`. */
export function checkShape(opName: string, input: string, shape: Shape, expected: Shape): void {
	if (shape.length === expected.length && shape.every((extent, axis) => extent === expected[axis])) return;
	throw new OpError(`${opName}: '${input}' must have shape ${show(expected)}, but it is ${show(shape)}`);
}

/** @throws {OpError} unless every one of `values` is at least `least`. */
export function checkLeast(opName: string, name: string, values: readonly number[], least: number): void {
	if (values.every((value) => value >= least)) return;
	throw new OpError(`${opName}: ${name} must be at least ${least}, but it is ${show(values)}`);
}

/** The last extent of a shape: its channels. */
export const channelsOf = (shape: Shape): number => shape[shape.length - 1]!;
