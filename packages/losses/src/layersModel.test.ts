import * as tf from '@tensorflow/tfjs';
import { useBackend } from '@unetr/ops';
import { unit } from 'unetr-testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { createLoss, type LossSpec } from './createLoss.ts';

beforeAll(() => useBackend('cpu'));

const SPACE = [4, 4, 2];
const specs: readonly LossSpec[] = [
	'diceCrossEntropy',
	'diceFocal',
	'topKCrossEntropy',
	[{ name: 'generalizedDice' }, { name: 'boundary', weight: 0.01 }],
	{ name: 'focalTversky', options: { includeBackground: false } },
];

/** A voxelwise network, whose classes follow from thresholds of the image. */
function problem(): { model: tf.LayersModel; images: tf.Tensor; targets: tf.Tensor } {
	const kernelInitializer = tf.initializers.glorotNormal({ seed: 1 });
	const layer = tf.layers.dense({ units: 3, inputShape: [...SPACE, 1], kernelInitializer });
	const values = unit('losses/layers', 2 * 32);
	const images = tf.tensor(values, [2, ...SPACE, 1]);
	const classes = tf.tensor(
		Array.from(values, (u) => (u > 0.4 ? 2 : u > -0.3 ? 1 : 0)),
		[2, ...SPACE],
		'int32',
	);
	// A LayersModel asks for targets of its output's shape.
	return { model: tf.sequential({ layers: [layer] }), images, targets: tf.oneHot(classes, 3) };
}

describe('a tf.LayersModel', () => {
	it.each(specs.map((spec) => [JSON.stringify(spec), spec] as const))(
		'trains on %s',
		async (_title, spec) => {
			const { model, images, targets } = problem();
			model.compile({ optimizer: tf.train.adam(0.1), loss: createLoss(spec) });
			const { history } = await model.fit(images, targets, { epochs: 15, batchSize: 2, verbose: 0 });
			const losses = history.loss as number[];
			expect(losses.every(Number.isFinite)).toBe(true);
			expect(losses.at(-1)).toBeLessThan(losses[0]! - 0.05);
			model.dispose();
			tf.dispose([images, targets]);
		},
	);
});
