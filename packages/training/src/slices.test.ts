import '@unetr/backend-simd';
import { createModel } from '@unetr/models';
import { useBackend } from '@unetr/ops';
import { defaultAugmentation } from '@unetr/transforms';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tinyCases, tinyTrainer } from './testing/tinyRun.ts';
import { TrainingSet } from './trainingSet.ts';
import { ValidationSet } from './validationSet.ts';

beforeAll(() => useBackend('simd', { threads: 2 }));
afterAll(() => useBackend('cpu'));

it('a network of slices learns from volumes, slice by slice', async () => {
	const roiSize = [8, 4, 1] as const;
	const model = createModel('segresnet_2d_test', { imgSize: [8, 4], outChannels: 3, seed: 5 });
	const sources = { roiSize, batchSize: 4, seed: 7, augmentation: defaultAugmentation };
	const trainer = tinyTrainer({
		model,
		batches: new TrainingSet({ cases: tinyCases('train', 5), ...sources }),
		validation: new ValidationSet({
			cases: tinyCases('validation', 2),
			classes: ['background', 'low', 'high'],
			...{ roiSize, overlap: 0.5, mode: 'gaussian' },
		}),
	});
	const losses: number[] = [];
	const scores: (number | null)[] = [];
	await trainer.fit({
		steps: 60,
		validateEvery: 30,
		onStep: ({ loss }) => losses.push(loss),
		onValidation: ({ score }) => scores.push(score),
	});
	const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
	expect(mean(losses.slice(-10))).toBeLessThan(0.8 * mean(losses.slice(0, 10)));
	expect(scores.at(-1)!).toBeGreaterThan(0.3);
	model.dispose();
});
