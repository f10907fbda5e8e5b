import * as tf from '@tensorflow/tfjs';
import { freeingBehind, gradientState } from './variableGrads.ts';

/** A part of a network that is run again for its gradients. */
export interface RecomputedPart {
	/** The part, from its inputs to its outputs; called again in the backward pass, where it must do the same. */
	run(inputs: readonly tf.Tensor[]): tf.Tensor[];
	/** The variables that it reads and that are trained. */
	readonly variables: readonly tf.Variable[];
	/** Inputs that carry no gradient, by their places. */
	readonly constants?: readonly number[];
}

const name = 'Unetr.recomputed';
let again = false;

/** Whether a part of a network runs again for its gradients, so that what it keeps count of is counted already. */
export function isRecomputing(): boolean {
	return again;
}

/** Runs a part of a network without a record of it. An output that is an input becomes a tensor of its own. */
function runUnrecorded({ run }: RecomputedPart, inputs: readonly tf.Tensor[]): tf.Tensor[] {
	return tf.tidy(() => run(inputs).map((y) => (inputs.includes(y) ? tf.clone(y) : y)));
}

/** Σ outputs · dys, whose gradient by each output is its dy; one output alone is taken as it is. */
function joined(outputs: readonly tf.Tensor[], dys: readonly tf.Tensor[]): tf.Tensor {
	if (outputs.length === 1) return outputs[0]!;
	return tf.addN(outputs.map((y, index) => tf.sum(tf.mul(y, dys[index]!))));
}

/** Gradients of Σ outputs · dys by each of `wanted`, from another run of the part. */
function gradientsAgain(
	part: RecomputedPart,
	inputs: readonly tf.Tensor[],
	wanted: readonly tf.Tensor[],
	dys: readonly tf.Tensor[],
): (tf.Tensor | null)[] {
	const state = gradientState();
	const { activeTape } = state;
	again = true;
	try {
		// The seed is freed behind the first node of the way back, while the caller still holds its own.
		const seed = dys.length === 1 ? tf.clone(dys[0]!) : tf.scalar(1);
		const f = freeingBehind(() => joined(part.run(inputs), dys));
		return tf.engine().gradients(f, [...wanted], seed, true).grads;
	} finally {
		again = false;
		state.activeTape = activeTape;
	}
}

tf.registerGradient({
	kernelName: name,
	saveAllInputs: true,
	gradFunc: (dy, saved, attributes) => {
		const { part } = attributes as unknown as { readonly part: RecomputedPart };
		const inputs = saved.slice(0, saved.length - part.variables.length);
		const moved = inputs.filter((_, index) => !part.constants?.includes(index));
		const wanted = [...moved, ...part.variables];
		const gradients = gradientsAgain(part, inputs, wanted, [dy].flat());
		const all = [...inputs, ...part.variables];
		return Object.fromEntries(
			all.map((x, index) => [index, () => gradients[wanted.indexOf(x)] ?? tf.zerosLike(x)]),
		);
	},
});

/**
 * Runs a part of a network of which only the inputs are kept for the backward pass: what is between them and the outputs is
 * computed again there (Chen et al. 2016, "Training deep nets with sublinear memory cost"; PyTorch's `checkpoint`).
 *
 * @param inputs what comes from outside, of any shapes
 * @returns the part's outputs
 */
export function recomputed(part: RecomputedPart, inputs: readonly tf.Tensor[]): tf.Tensor[] {
	const backendName = tf.getBackend();
	if (!tf.getKernel(name, backendName)) {
		tf.registerKernel({
			kernelName: name,
			backendName,
			kernelFunc: ({ inputs: all, attrs }) => {
				const given = (attrs as unknown as { readonly part: RecomputedPart }).part;
				const tensors = Object.values(all) as tf.Tensor[];
				return runUnrecorded(given, tensors.slice(0, tensors.length - given.variables.length));
			},
		});
	}
	const all = [...inputs, ...part.variables] as unknown as tf.NamedTensorMap;
	const outputs: tf.Tensor | tf.Tensor[] = tf
		.engine()
		.runKernel(name, all, { part } as unknown as tf.NamedAttrMap);
	return [outputs].flat();
}
