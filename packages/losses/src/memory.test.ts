import '@unetr/backend-simd';
import * as tf from '@tensorflow/tfjs';
import { useBackend } from '@unetr/ops';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diceCrossEntropy } from './diceCrossEntropy.ts';
import type { LossName } from './lossRoster.ts';
import type { SegmentationLoss } from './segmentationLoss.ts';
import { BufferBytes } from './testing/bufferBytes.ts';
import { allCases, madeLoss } from './testing/smallProblem.ts';

/** Buffers beside labels and logits, in copies of the logits: what the forward pass keeps, and the most there ever is. */
function copiesOf(
	loss: SegmentationLoss,
	labels: tf.Tensor,
	logits: tf.Tensor,
): { kept: number; peak: number } {
	const bytes = new BufferBytes([labels, logits]);
	try {
		let kept = 0;
		const gradient = tf.grad((x) => {
			const value = loss(labels, x);
			kept = bytes.now;
			return value;
		})(logits);
		gradient.dispose();
		const copy = logits.size * 4;
		return { kept: kept / copy, peak: bytes.peak / copy };
	} finally {
		bytes.stop();
	}
}

/** What has to be kept: distances, which are not made twice, and for top-k which voxels count (one of three channels). */
const allowed: Partial<Record<LossName, number>> = { boundary: 1.1, hausdorffDt: 1.1, topKCrossEntropy: 0.4 };

afterAll(() => useBackend('cpu'));

describe.each(['cpu', 'simd'])('memory on %s', (backend) => {
	beforeAll(() => useBackend(backend));

	it.each(allCases)('$title: nothing of the size of the logits is kept for the gradient', (one) => {
		const labels = tf.randomUniform([1, 8, 8, 8], 0, 3, 'int32', 1);
		const logits = tf.randomNormal([1, 8, 8, 8, 3], 0, 2, 'float32', 2);
		const { kept } = copiesOf(madeLoss(one.name, one.options), labels, logits);
		expect(kept).toBeLessThan(allowed[one.name] ?? 0.1);
		tf.dispose([labels, logits]);
	});
});

it.each([
	['from class numbers', 96, { includeBackground: false }, 2],
	['with voxels to ignore', 96, { ignoreLabel: 3 }, 2],
	['of regions', 40, { regions: Array.from({ length: 14 }, (_, channel) => [channel]) }, 4],
] as const)(
	'Dice + cross entropy %s of %d³ × 14 keeps the logits alone',
	async (_, extent, options, most) => {
		await useBackend('simd');
		const logits = tf.randomUniform([1, extent, extent, extent, 14], -3, 3, 'float32', 3);
		const labels = tf.randomUniform([1, extent, extent, extent], 0, 14, 'int32', 4);
		const { kept, peak } = copiesOf(diceCrossEntropy(options), labels, logits);
		expect(kept).toBeLessThan(0.01);
		// With the logits and their gradient, from class numbers never more than three copies.
		expect(peak).toBeGreaterThanOrEqual(1);
		expect(peak).toBeLessThan(most);
		tf.dispose([logits, labels]);
	},
);
