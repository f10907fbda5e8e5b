import * as tf from '@tensorflow/tfjs';
import { onlyShape, onlyTensor } from '@unetr/blocks';
import { silu } from '@unetr/ops';

/** Gate of SwiGLU: silu(a) · b of the halves of the last axis, [..., 2·C] -> [..., C] (Shazeer 2020, equation 6). */
export class SwigluLayer extends tf.layers.Layer {
	static readonly className = 'UnetrSwiglu';

	constructor(config: { readonly name: string }) {
		super({ ...config });
	}

	override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
		return tf.tidy(() => {
			const [gate, value] = tf.split(onlyTensor(inputs), 2, -1) as [tf.Tensor, tf.Tensor];
			return tf.mul(silu(gate), value);
		});
	}

	override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
		const shape = onlyShape(inputShape);
		return [...shape.slice(0, -1), shape.at(-1)! / 2];
	}
}

tf.serialization.registerClass(SwigluLayer);
