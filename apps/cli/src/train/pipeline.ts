import type { Pipeline } from '@unetr/inference';
import type { PreprocessingSpec } from '@unetr/transforms';
import type { RunConfig } from './runConfig.ts';

/** How windows are laid in validation and prediction. */
export const INFERENCE = { overlap: 0.5, mode: 'gaussian' } as const;

/** The window: the model's own image size. */
export function roiSizeOf({ model }: Pick<RunConfig, 'model'>): readonly [number, number, number] {
	return model.config.imgSize as readonly [number, number, number];
}

/** Everything between a scan and its labels, as the bundle keeps it. */
export function pipelineOf(config: RunConfig): Pipeline {
	return {
		preprocessing: config.preprocessing as unknown as PreprocessingSpec,
		inference: { roiSize: roiSizeOf(config), ...INFERENCE },
	};
}
