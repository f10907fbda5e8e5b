import * as tf from '@tensorflow/tfjs';
import { checkCall } from './checkCall.ts';
import { OpError } from './opError.ts';

/** Extents of a tensor, outermost axis first. */
export type Shape = readonly number[];

/** Attributes of an op: plain numbers and lists, so that any backend can read them. */
export type Attributes = Readonly<Record<string, number | readonly number[]>>;

/**
 * How a case's input is filled: `scale · u + offset` with u uniform in [-1, 1), or integers in [0, `classes`).
 * With a `gap`, values keep that distance from 0, where an op has a kink. With a `step` they are multiples of it, so
 * that some are equal.
 */
export interface CaseInput {
	readonly shape: Shape;
	readonly scale?: number;
	readonly offset?: number;
	readonly classes?: number;
	readonly gap?: number;
	readonly step?: number;
}

/** One set of sizes and attributes at which every backend is compared with the reference. */
export interface OpCase<A extends Attributes = Attributes> {
	readonly name: string;
	readonly inputs: Readonly<Record<string, CaseInput>>;
	readonly attributes: A;
}

/** The gradient of an op: what it keeps from the forward pass, and one lazy gradient per input. */
export interface OpGradient<A extends Attributes = Attributes> {
	readonly saveInputs?: readonly string[];
	readonly saveOutputs?: readonly number[];
	/** Float inputs that carry no gradient, such as a mask. */
	readonly constants?: readonly string[];
	/** `saved` holds the kept inputs, then the kept outputs. `dy` is the gradient of the first output. */
	apply(dy: tf.Tensor, saved: readonly tf.Tensor[], attributes: A): Record<string, () => tf.Tensor>;
}

/**
 * What an op is, apart from any backend.
 *
 * Inputs that end in `?` may be absent. Only the first output carries a gradient; further outputs are
 * statistics that the gradient reuses.
 */
export interface Op<A extends Attributes = Attributes> {
	readonly name: string;
	readonly inputs: readonly string[];
	/** Output shapes, from input shapes. Throws `OpError` where they do not fit together. */
	shape(inputs: Readonly<Record<string, Shape>>, attributes: A): Shape[];
	/** The op in plain tfjs ops: right on any backend, not made to be fast. */
	reference(inputs: Readonly<Record<string, tf.Tensor>>, attributes: A): tf.Tensor[];
	readonly gradient?: OpGradient<A>;
	readonly cases: readonly OpCase<A>[];
}

/** The name under which an op's kernels are registered with tfjs. */
export const kernelName = (opName: string): string => `Unetr.${opName}`;

/** Registers an op's gradient with tfjs and returns the op unchanged. */
export function defineOp<A extends Attributes>(op: Op<A>): Op<A> {
	const { gradient } = op;
	if (!gradient) return op;
	const keptOutputs = gradient.saveOutputs ?? [];
	tf.registerGradient({
		kernelName: kernelName(op.name),
		inputsToSave: [...(gradient.saveInputs ?? [])],
		outputsToSave: Array.from({ length: 4 }, (_, index) => keptOutputs.includes(index)),
		gradFunc: (dy, saved, attributes) =>
			gradient.apply(Array.isArray(dy) ? dy[0]! : dy, saved, attributes as unknown as A),
	});
	return op;
}

/** Registers an op's reference as its kernel on a tfjs backend. */
export function registerReference<A extends Attributes>(op: Op<A>, backendName: string): void {
	tf.registerKernel({
		kernelName: kernelName(op.name),
		backendName,
		kernelFunc: ({ inputs, attrs }) =>
			tf.tidy(() => op.reference(inputs as tf.NamedTensorMap, attrs as unknown as A)),
	});
}

/**
 * Runs an op on the current backend: its own kernel where it has one, the reference elsewhere.
 *
 * @throws {OpError} if an input is missing, unknown or of a shape that does not fit, or an attribute has no meaning.
 */
export function runOp<A extends Attributes>(
	op: Op<A>,
	inputs: Readonly<Record<string, tf.Tensor | undefined>>,
	attributes: A,
): tf.Tensor[] {
	const present: tf.NamedTensorMap = {};
	for (const declared of op.inputs) {
		const name = declared.replace('?', '');
		const tensor = inputs[name];
		if (tensor) present[name] = tensor;
		else if (!declared.endsWith('?')) throw new OpError(`${op.name}: input '${name}' is missing`);
	}
	checkCall(op as unknown as Op, shapesOf(present), attributes);
	const backendName = tf.getBackend();
	if (!tf.getKernel(kernelName(op.name), backendName)) registerReference(op, backendName);
	const result: tf.Tensor | tf.Tensor[] = tf
		.engine()
		.runKernel(kernelName(op.name), present, attributes as unknown as tf.NamedAttrMap);
	return Array.isArray(result) ? result : [result];
}

function shapesOf(tensors: tf.NamedTensorMap): Record<string, Shape> {
	return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tensor.shape]));
}
