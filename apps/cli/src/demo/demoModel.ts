import type { ModelSpec } from '@unetr/models';

/** The demo's network: small enough to learn the phantoms in two minutes on two cores. */
export const DEMO_MODEL: {
	readonly name: string;
	readonly spec: ModelSpec;
	readonly batch: number;
	readonly learningRate: number;
	/** A number and not a time, so that every machine makes the same model. */
	readonly steps: number;
} = {
	name: 'unetr (demo, patch 8, 32³)',
	spec: {
		name: 'unetr',
		config: {
			imgSize: [32, 32, 32],
			patchSize: 8,
			featureSize: 8,
			hiddenSize: 96,
			mlpDim: 384,
			numHeads: 4,
			numLayers: 4,
		},
	},
	batch: 2,
	learningRate: 3e-3,
	steps: 700,
};
