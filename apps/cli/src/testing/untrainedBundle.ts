import * as tf from '@tensorflow/tfjs';
import { writeBundle } from '@unetr/inference';
import { createModel } from '@unetr/models';
import { defaultPreprocessing } from '@unetr/transforms';

/** Writes a bundle with first weights: three classes, windows of 16×24×16 voxels. */
export async function writeUntrainedBundle(folder: string): Promise<void> {
	await tf.setBackend('cpu');
	const model = createModel('unetr_test', { outChannels: 3, seed: 11 });
	await writeBundle(folder, {
		model,
		preprocessing: defaultPreprocessing,
		inference: { roiSize: [16, 24, 16], overlap: 0.5, mode: 'gaussian' },
		labels: [
			{ value: 0, name: 'background' },
			{ value: 1, name: 'Anterior' },
			{ value: 2, name: 'Posterior' },
		],
	});
	model.dispose();
}
