import * as tf from '@tensorflow/tfjs';
import { AttentionLayer } from './attentionLayer.ts';
import { VitError } from './vitError.ts';

/**
 * How much each token of a block attends to each, for figures: softmax(q kᵀ / √d + bias), [B, h, N, N].
 *
 * The whole matrix is made, so its memory grows with the square of the tokens.
 *
 * @param model with blocks of this package.
 * @param image [B, D, H, W, C].
 * @param name of the attention layer, for example `vit.blocks.11.attn`.
 * @throws VitError if the model has no such layer, with those it has.
 */
export function attentionMaps(model: tf.LayersModel, image: tf.Tensor, name: string): tf.Tensor4D {
	const attentions = model.layers.filter((layer) => layer instanceof AttentionLayer);
	const layer = attentions.find((candidate) => candidate.name === name);
	if (!layer) {
		const names = attentions.map((candidate) => candidate.name).join(', ') || 'none';
		throw new VitError(`there is no attention layer ${JSON.stringify(name)}; there are ${names}`);
	}
	const upTo = tf.model({ inputs: model.inputs, outputs: layer.input as tf.SymbolicTensor });
	return tf.tidy(() => layer.attentionWeights(upTo.predict(image) as tf.Tensor));
}
