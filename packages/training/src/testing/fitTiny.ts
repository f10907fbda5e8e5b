import * as tf from '@tensorflow/tfjs';
import { diceCrossEntropy } from '@unetr/losses';
import { useBackend } from '@unetr/ops';
import { adamW, constantRate, Trainer } from '../index.ts';

const shape = [1, 4, 4, 4, 1] as const;
const voxels = 64;

/** Losses of three steps of a Trainer on tfjs's cpu backend, with no folder: the same in Node and in a browser. */
export async function fitTiny(): Promise<number[]> {
	await useBackend('cpu');
	const kernelInitializer = tf.initializers.randomUniform({ minval: -1, maxval: 1, seed: 3 });
	const layers = [4, 2].map((units, index) =>
		tf.layers.dense({
			units,
			kernelInitializer,
			name: `dense${index}`,
			...(index === 0 && { activation: 'relu' }),
		}),
	);
	const model = tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: [4, 4, 4, 1] }), ...layers] });
	const images = Float32Array.from({ length: voxels }, (_, index) => Math.sin(index));
	const labels = Int32Array.from(images, (value) => (value > 0 ? 1 : 0));
	const losses: number[] = [];
	const trainer = new Trainer({
		model,
		loss: diceCrossEntropy(),
		optimizer: adamW(),
		schedule: constantRate(0.05),
		batches: { stepsPerEpoch: 1, batch: () => ({ images, labels, shape, caseIds: ['waves'] }) },
		seed: 1,
	});
	await trainer.fit({ steps: 3, onStep: ({ loss }) => losses.push(loss) });
	trainer.dispose();
	return losses;
}
