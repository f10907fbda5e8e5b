import '@unetr/backend-simd';
import { diceCrossEntropy } from '@unetr/losses';
import { createModel, type ModelOverrides } from '@unetr/models';
import { useBackend } from '@unetr/ops';
import { defaultAugmentation } from '@unetr/transforms';
import { describe, expect, it } from 'vitest';
import { adamW } from './adamW.ts';
import { temporaryFolder, tinyCases, weightHashes } from './testing/tinyRun.ts';
import { Trainer } from './trainer.ts';
import { TrainingSet } from './trainingSet.ts';
import { ValidationSet } from './validationSet.ts';
import { warmupCosine } from './warmupCosine.ts';

const imgSize = [8, 16, 8] as const;

const trainerOf = (preset: string, overrides: ModelOverrides): Trainer =>
	new Trainer({
		model: createModel(preset, { imgSize, outChannels: 3, ...overrides }),
		loss: diceCrossEntropy({ includeBackground: false }),
		optimizer: adamW(),
		schedule: warmupCosine({ warmupSteps: 2, base: 1e-3 }),
		clipNorm: 1,
		batches: new TrainingSet({
			cases: tinyCases('train', 3),
			roiSize: imgSize,
			batchSize: 2,
			seed: 5,
			augmentation: defaultAugmentation,
		}),
		validation: new ValidationSet({
			cases: tinyCases('validation', 1),
			classes: ['background', 'low', 'high'],
			roiSize: imgSize,
			overlap: 0.5,
			mode: 'gaussian',
		}),
		seed: 5,
	});

describe.each([
	['unetr_test', { dropoutRate: 0.1 }, 'cpu', undefined],
	['unetr_test', { dropoutRate: 0.1 }, 'simd', { threads: 1 }],
	['unetr_test', { dropoutRate: 0.1 }, 'simd', { threads: 2 }],
	// Running statistics are part of a run, and so are the logits of coarser levels.
	['unet_batch_test', {}, 'simd', { threads: 2 }],
	['dynunet_test', {}, 'simd', { threads: 2 }],
] as const)('%s with %o on %s with %o', (preset, overrides, backend, options) => {
	it('is bit for bit the same after 6 steps and after 3, a stop, and 3 more', async () => {
		await useBackend(backend, options);
		const straight = trainerOf(preset, overrides);
		await straight.fit({ steps: 6, validateEvery: 3 });

		const checkpointFolder = await temporaryFolder();
		const stop = new AbortController();
		const stopped = await trainerOf(preset, overrides).fit({
			steps: 6,
			validateEvery: 3,
			checkpointFolder,
			signal: stop.signal,
			onStep: ({ step }) => step === 3 && stop.abort(),
		});
		expect(stopped).toMatchObject({ status: 'stopped', step: 3 });
		const resumed = trainerOf(preset, overrides);
		const result = await resumed.fit({ steps: 6, validateEvery: 3, checkpointFolder, resume: true });
		expect(result).toMatchObject({ status: 'done', step: 6 });
		expect(weightHashes(resumed)).toEqual(weightHashes(straight));
	});
});
