import { OpError } from '../opError.ts';

/** @throws {OpError} unless the slope below zero is 0 or more, so that a value keeps its sign. */
export function checkSlope(opName: string, slope: number): void {
	if (!(slope >= 0)) throw new OpError(`${opName}: slope must be 0 or more, but it is ${slope}`);
}
