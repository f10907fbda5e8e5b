import * as tf from '@tensorflow/tfjs';
import type { SimdBackend, SimdOptions } from '@unetr/backend-simd';
import '@unetr/backend-simd';
import { diceCrossEntropy } from '@unetr/losses';
import { createModel } from '@unetr/models';
import { useBackend } from '@unetr/ops';

/** What training on a backend gave. */
export interface TrainedSteps {
	/** What runs the kernels. */
	readonly description: string;
	/** Of every step. */
	readonly losses: number[];
	/** Of the trained network on the first volume. */
	readonly logits: number[];
}

const steps = 4;
const shape = [16, 24, 16] as const;

/** Ellipsoids in noise `[steps, i, j, k, 1]`, and where they are as one-hot classes `[steps, i, j, k, 2]`. */
function toyVolumes(): { images: tf.Tensor; targets: tf.Tensor } {
	return tf.tidy(() => {
		const distances = shape.map((extent, axis) => {
			const along = shape.map((_, other) => (other === axis ? extent : 1));
			return tf.reshape(tf.square(tf.linspace(-1.5, 1.5, extent)), [1, ...along]);
		});
		const inside = tf.cast(tf.less(distances.reduce(tf.add<tf.Tensor>), 1), 'float32'); // [1, i, j, k]
		const labels = tf.tile(tf.expandDims(inside, 4), [steps, 1, 1, 1, 1]);
		const images = tf.add(tf.randomNormal([steps, ...shape, 1], 0, 1, 'float32', 5), labels);
		return { images, targets: tf.concat([tf.sub(1, labels), labels], 4) };
	});
}

/** Trains the tiny UNETR for four steps with tfjs's own `fit`, and infers with it. */
export async function trainSteps(backend: 'cpu' | SimdOptions): Promise<TrainedSteps> {
	if (backend === 'cpu') await useBackend('cpu');
	else await useBackend('simd', { ...backend });
	const model = createModel('unetr_test', { seed: 7 });
	const loss = diceCrossEntropy();
	model.compile({
		optimizer: tf.train.adam(1e-3),
		loss: (targets, logits) => loss(tf.argMax(targets, 4), logits),
	});
	const { images, targets } = toyVolumes();
	const losses: number[] = [];
	const onBatchEnd = async (_: number, logs?: tf.Logs) => void losses.push(logs!.loss as number);
	const unlogged = { verbose: 0, yieldEvery: 'never' } as const;
	await model.fit(images, targets, { ...unlogged, batchSize: 1, shuffle: false, callbacks: { onBatchEnd } });
	const first = tf.tidy(() => model.predict(tf.slice(images, 0, 1)) as tf.Tensor);
	const logits = Array.from(await first.data());
	const description = backend === 'cpu' ? 'cpu' : (tf.backend() as SimdBackend).engine.description;
	tf.dispose([images, targets, first]);
	model.dispose();
	return { description, losses, logits };
}
