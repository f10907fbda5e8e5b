import * as tf from '@tensorflow/tfjs';
import {
	configDict,
	MaskedLayer,
	narrowNormal,
	onlyShape,
	onlyTensor,
	type SeededLayerConfig,
	type SpatialDims,
	type Triple,
	type WeightGrids,
} from '@unetr/blocks';
import { attention, windowPartition3d, windowReverse3d } from '@unetr/ops';
import { droppedAttention } from '../attentionWeights.ts';
import { positionBias } from '../positionBias.ts';
import { relativePositionIndex, relativePositions, tableGrid } from '../relativePositionIndex.ts';
import { sharedShiftMask, type Windows } from './windowGeometry.ts';

/** Configuration of {@link WindowAttentionLayer}. */
export interface WindowAttentionLayerConfig extends SeededLayerConfig {
	readonly numHeads: number;
	/** Voxels of a window along i, j, k as configured, for which the table of biases is made. */
	readonly windowSize: Triple;
	/** Windows as they are used on this volume. */
	readonly windows: Windows;
	/** Share of attention weights set to zero in training, in [0, 1). */
	readonly dropoutRate: number;
	/** 3 by default; 2 for windows of one voxel along k. */
	readonly spatialDims?: SpatialDims;
}

/**
 * Multi-head attention inside windows that may be moved, with a learnt bias for each distance in a window;
 * [B, D, H, W, 3·C], ordered (q k v, head, d) and padded to whole windows, -> [B, D, H, W, C].
 *
 * Source: Liu et al. 2021, "Swin Transformer", equation 4; MONAI's `WindowAttention` between its projections.
 */
export class WindowAttentionLayer extends MaskedLayer {
	static readonly className = 'UnetrWindowAttention';
	readonly weightGrids: WeightGrids;
	readonly #config: WindowAttentionLayerConfig;
	#table?: tf.LayerVariable;
	#rows?: Int32Array;
	#mask?: Float32Array;

	constructor(config: WindowAttentionLayerConfig) {
		super(config);
		this.#config = config;
		const { windowSize, spatialDims } = config;
		this.weightGrids = { relative_position_bias_table: tableGrid(windowSize, spatialDims) };
	}

	override build(inputShape: tf.Shape | tf.Shape[]): void {
		const { windowSize, numHeads, seed } = this.#config;
		const index = relativePositionIndex(windowSize);
		const tokens = Math.sqrt(index.length);
		tf.tidy(() => {
			const shape = [relativePositions(windowSize), numHeads];
			this.#table = this.addWeight('relative_position_bias_table', shape, 'float32', narrowNormal(seed));
			// PyTorch keeps the index in the state dict; here it follows from the window.
			const zeros = tf.initializers.zeros();
			const kept = this.addWeight(
				'relative_position_index',
				[tokens, tokens],
				'int32',
				zeros,
				undefined,
				false,
			);
			kept.write(tf.tensor2d(index, [tokens, tokens], 'int32'));
		});
		super.build(inputShape);
	}

	/** The bias of each pair of places of a window out of the table, [h, N, N]. */
	#bias(): tf.Tensor {
		const { windowSize, windows } = this.#config;
		const tokens = windows.window.reduce((product, extent) => product * extent, 1);
		if (!this.#rows) {
			// A window that shrank takes the first rows and columns of the whole one's index, as MONAI does.
			const index = relativePositionIndex(windowSize);
			const whole = Math.sqrt(index.length);
			this.#rows = new Int32Array(tokens * tokens);
			for (let n = 0; n < tokens; n++) {
				this.#rows.set(index.subarray(n * whole, n * whole + tokens), n * tokens);
			}
		}
		return positionBias(this.#table!.read(), this.#rows);
	}

	/** What is added to the scores of each window, [windows, N, N]; nothing where they did not move. */
	#shiftMask(tokens: number): tf.Tensor | undefined {
		this.#mask ??= sharedShiftMask(this.#config.windows);
		return this.#mask && tf.tensor(this.#mask, [this.#mask.length / tokens ** 2, tokens, tokens]);
	}

	override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { readonly training?: boolean }): tf.Tensor {
		const { numHeads, windows, dropoutRate } = this.#config;
		const { window, shift, padded } = windows;
		return tf.tidy(() => {
			const qkv = windowPartition3d(onlyTensor(inputs), { window, shift }); // [B·W, N, 3·C]
			const options = { numHeads, bias: this.#bias(), mask: this.#shiftMask(qkv.shape[1]) };
			const attended =
				kwargs.training && dropoutRate > 0
					? droppedAttention(qkv, options, { rate: dropoutRate, seed: this.masks.next() })
					: attention(qkv, options);
			return windowReverse3d(attended, { window, shift, size: padded }); // [B, D, H, W, C]
		});
	}

	override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
		const shape = onlyShape(inputShape);
		return [...shape.slice(0, -1), shape.at(-1)! / 3];
	}

	/** Multiply-accumulates of q kᵀ and of its product with v, for one batch entry. */
	macs(inputShape: tf.Shape): number {
		const tokens = this.#config.windows.window.reduce((product, extent) => product * extent, 1);
		const voxels = inputShape.slice(1, 4).reduce<number>((product, extent) => product * extent!, 1);
		return 2 * voxels * tokens * (inputShape[4]! / 3);
	}

	override getConfig(): tf.serialization.ConfigDict {
		return { ...configDict(this.#config), ...super.getConfig() };
	}
}

tf.serialization.registerClass(WindowAttentionLayer);
