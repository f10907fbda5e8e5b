import * as tf from '@tensorflow/tfjs';

/** Gradients of a node's outputs to those of its inputs, one function each, called one after the other. */
type NodeGradient = (dys: (tf.Tensor | null)[]) => Record<string, () => tf.Tensor>;

/** What is used of a node of tfjs' tape. */
interface TapeNode {
	/** Copies of what the forward pass kept for the gradient. */
	readonly saved?: tf.Tensor[];
	gradient?: NodeGradient;
}

/** What is used of the state of tfjs' engine. */
interface GradientState {
	activeTape: TapeNode[] | null;
	readonly gradientDepth: number;
}

/** The state of tfjs' engine: what it records for gradients. */
export function gradientState(): GradientState {
	return (tf.engine() as unknown as { state: GradientState }).state;
}

/** A function to take gradients of, whose backward pass frees what it has used as it goes. */
export function freeingBehind<T extends tf.Tensor>(f: () => T): () => T {
	return () => {
		const value = f();
		const { activeTape, gradientDepth } = gradientState();
		if (gradientDepth === 1 && activeTape) freeBehind(activeTape);
		return value;
	};
}

/**
 * The value of `f` and its gradients by variables, as `tf.variableGrads`, in less memory: tfjs keeps what the forward pass
 * saved and every gradient between until the whole backward pass is over, this frees them node by node as it goes. For a
 * U-Net or a UNETR that is nearly half of the peak.
 *
 * @param f a loss of one number; its gradients of gradients are not to be taken.
 * @throws Error as `tf.variableGrads`: if `f` does not depend on any of the variables, or gives no scalar.
 */
export function variableGrads(
	f: () => tf.Scalar,
	variables?: tf.Variable[],
): { readonly value: tf.Scalar; readonly grads: tf.NamedTensorMap } {
	return tf.variableGrads(freeingBehind(f), variables);
}

/** Lets each node of a tape free what the node before it, in the order of the backward pass, held. */
function freeBehind(tape: readonly TapeNode[]): void {
	let done: (tf.Tensor | null)[] = [];
	for (const node of tape) {
		const { gradient, saved = [] } = node;
		if (!gradient) continue;
		node.gradient = (dys) => {
			tf.dispose(done.filter((tensor) => tensor !== null));
			done = [...dys, ...saved];
			return withResultsOfTheirOwn(gradient(dys), new Set(done));
		};
	}
}

/** Gradients that hand out no tensor of `held`, nor one twice: such a result becomes another view of the same values. */
function withResultsOfTheirOwn(
	gradients: Record<string, () => tf.Tensor>,
	held: Set<tf.Tensor | null>,
): Record<string, () => tf.Tensor> {
	const own = ([name, gradient]: [string, () => tf.Tensor]): [string, () => tf.Tensor] => [
		name,
		() => {
			const result = gradient();
			const single = held.has(result) ? tf.clone(result) : result;
			held.add(single);
			return single;
		},
	];
	return Object.fromEntries(Object.entries(gradients).map(own));
}
