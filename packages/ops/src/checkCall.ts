import type { Attributes, Op, Shape } from './op.ts';
import { OpError } from './opError.ts';

/**
 * Holds a call to what its op declares, as kernels trust what they are called with.
 *
 * @throws {OpError} if shapes do not fit, the last axis of one is empty, or an attribute is missing, no number, or a list of another length.
 */
export function checkCall(op: Op, shapes: Readonly<Record<string, Shape>>, attributes: Attributes): void {
	for (const [name, shape] of Object.entries(shapes)) {
		if (shape.length < 2 || shape.at(-1) !== 0) continue;
		throw new OpError(`${op.name}: '${name}' has no channels: its shape is [${shape.join(', ')}]`);
	}
	// An op's first case shows which attributes there are, and how long lists are.
	for (const [name, example] of Object.entries(op.cases[0]?.attributes ?? {}))
		checkAttribute(op.name, name, attributes[name], example);
	for (const shape of op.shape(shapes, attributes)) {
		if (shape.every((extent) => Number.isSafeInteger(extent) && extent >= 0)) continue;
		const given = JSON.stringify({ ...shapes, ...attributes });
		throw new OpError(`${op.name}: the output would have the shape [${shape.join(', ')}] with ${given}`);
	}
}

function checkAttribute(
	opName: string,
	name: string,
	value: Attributes[string] | undefined,
	example: Attributes[string],
): void {
	if (typeof example === 'number') {
		if (typeof value === 'number') return;
		throw new OpError(`${opName}: ${name} must be a number, but it is ${JSON.stringify(value)}`);
	}
	if (Array.isArray(value) && value.length === example.length && value.every(Number.isSafeInteger)) return;
	throw new OpError(
		`${opName}: ${name} must be ${example.length} whole numbers, but it is ${JSON.stringify(value)}`,
	);
}
