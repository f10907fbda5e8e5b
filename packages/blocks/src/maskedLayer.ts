import * as tf from '@tensorflow/tfjs';
import type { SeededLayerConfig } from './layerConfig.ts';
import { MaskSeeds } from './maskSeeds.ts';

/** A layer that draws random masks in training: they follow from its seed and the step alone. */
export abstract class MaskedLayer extends tf.layers.Layer {
	/** The seeds of this layer's masks. */
	protected readonly masks: MaskSeeds;

	constructor(config: SeededLayerConfig) {
		super({ ...config });
		this.masks = new MaskSeeds(config.seed);
	}

	/** Ties the masks that follow to a training step. */
	beginStep(step: number): void {
		this.masks.beginStep(step);
	}

	/** How many masks this step has had; set back, they come again. */
	get maskPosition(): number {
		return this.masks.position;
	}

	set maskPosition(masks: number) {
		this.masks.position = masks;
	}
}
