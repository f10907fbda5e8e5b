import * as tf from '@tensorflow/tfjs';

/**
 * Runs `f` so that nothing is kept between forward and backward but its inputs: the forward pass leaves no tape, and
 * the backward pass runs `f` again with one.
 *
 * @param f of x and the constants; what it closes over must outlive the backward pass, so tensors are passed instead
 * @param x what the result is differentiable in
 * @param constants without gradient
 */
export function recomputed<T extends tf.Tensor>(
	f: (x: tf.Tensor, ...constants: tf.Tensor[]) => T,
	x: tf.Tensor,
	constants: readonly tf.Tensor[],
): T {
	return withInputsAlone(
		{
			value: f,
			gradient: (dy, again, ...rest) => innerGradient((z) => f(z, ...rest), again, dy),
		},
		x,
		constants,
	);
}

/** A value and its gradient by x, given that of the value. */
export interface ValueAndGradient<T extends tf.Tensor> {
	readonly value: (x: tf.Tensor, ...constants: tf.Tensor[]) => T;
	readonly gradient: (dy: tf.Tensor, x: tf.Tensor, ...constants: tf.Tensor[]) => tf.Tensor;
}

/** Runs a function with a gradient of its own that is given the inputs and nothing else. */
export function withInputsAlone<T extends tf.Tensor>(
	{ value, gradient }: ValueAndGradient<T>,
	x: tf.Tensor,
	constants: readonly tf.Tensor[],
): T {
	const run = tf.customGrad<T>((...inputs) => {
		const [input, save] = inputs as unknown as [tf.Tensor, tf.GradSaveFunc];
		const result = tf.tidy(() => value(input, ...constants));
		save([input, ...constants]);
		const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor => {
			const [again, ...rest] = saved as [tf.Tensor, ...tf.Tensor[]];
			return tf.tidy(() => gradient(dy, again, ...rest));
		};
		return { value: result, gradFunc };
	});
	return run(x);
}

/** A gradient within a gradient: tfjs has one tape at a time, so the outer one is put aside meanwhile. */
export function innerGradient(f: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor, dy: tf.Tensor): tf.Tensor {
	const { state } = tf.engine();
	const outerTape = state.activeTape;
	try {
		return tf.grad(f)(x, dy);
	} finally {
		state.activeTape = outerTape;
	}
}

/** What `f` gives, as a constant: no gradient flows through it, and it may use ops that have none. */
export const withoutGradient = <T extends tf.Tensor>(f: () => T): T =>
	tf.customGrad<T>(() => ({ value: tf.tidy(f), gradFunc: () => [] }))();
