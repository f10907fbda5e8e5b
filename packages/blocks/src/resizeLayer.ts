import * as tf from '@tensorflow/tfjs';
import { type ResizeMode, resize3d } from '@unetr/ops';
import { configDict, onlyShape, onlyTensor, type Triple } from './layerConfig.ts';
import { kFirst, planeOfRows, rowsOfPlane } from './rowsOfPlane.ts';

/** What a resizing takes beside its name. */
export interface ResizeOptions {
	/** Voxels along i, j, k. */
	readonly size: Triple;
	readonly mode: ResizeMode;
	/** Whether the corners keep their places (trilinear alone); false by default. */
	readonly alignCorners?: boolean;
}

/** Configuration of {@link ResizeLayer}. */
export interface ResizeLayerConfig extends ResizeOptions {
	readonly name: string;
}

/** Resizes a volume, as `torch.nn.Upsample`: [B, D, H, W, C] -> [B, ...size, C]. */
export class ResizeLayer extends tf.layers.Layer {
	static readonly className = 'UnetrResize';
	readonly #config: ResizeLayerConfig;

	constructor(config: ResizeLayerConfig) {
		super({ ...config });
		this.#config = config;
	}

	override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
		const x = onlyTensor(inputs);
		const { size, mode, alignCorners } = this.#config;
		const isPlane = x.shape[3] === 1 && size[2] === 1;
		if (!isPlane) return resize3d(x, { size, mode, alignCorners });
		return tf.tidy(() => planeOfRows(resize3d(rowsOfPlane(x), { size: kFirst(size), mode, alignCorners })));
	}

	override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
		const shape = onlyShape(inputShape);
		return [shape[0]!, ...this.#config.size, shape[4]!];
	}

	override getConfig(): tf.serialization.ConfigDict {
		return { ...configDict(this.#config), ...super.getConfig() };
	}
}

tf.serialization.registerClass(ResizeLayer);

/**
 * Resizes: [B, D, H, W, C] -> [B, ...size, C]; nothing is done where the size is already so.
 *
 * @param name of the layer.
 */
export function resize(x: tf.SymbolicTensor, name: string, options: ResizeOptions): tf.SymbolicTensor {
	if (options.size.every((extent, axis) => extent === x.shape[axis + 1])) return x;
	return new ResizeLayer({ name, ...options }).apply(x) as tf.SymbolicTensor;
}
