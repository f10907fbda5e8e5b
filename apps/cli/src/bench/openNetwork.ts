import { join } from 'node:path';
import type * as tf from '@tensorflow/tfjs';
import { exists } from '../files/volumeFiles.ts';
import { refuseUnknownModel } from '../inspect/refuseUnknownModel.ts';

/**
 * The network of a bundle's folder, or of a model's name with weights as they are drawn.
 *
 * @throws Refusal where it is neither.
 */
export async function openNetwork(subject: string): Promise<tf.LayersModel> {
	if (await exists(join(subject, 'bundle.json'))) {
		const { readBundle } = await import('@unetr/inference');
		return (await readBundle(subject)).model;
	}
	const { createModel } = await import('@unetr/models');
	await refuseUnknownModel(subject);
	return createModel(subject, { seed: 1 });
}
