import * as tf from '@tensorflow/tfjs';
import { windowPartition3d, windowReverse3d } from '@unetr/ops';
import { configDict, onlyShape, onlyTensor, type Triple } from './layerConfig.ts';

/** Configuration of {@link PadEndLayer} and {@link CropEndLayer}. */
export interface FitLayerConfig {
	readonly name: string;
	/** Voxels along i, j, k. */
	readonly size: Triple;
}

const still = [0, 0, 0] as const;

/** What both have in common: [B, D, H, W, C] -> [B, ...size, C]. */
abstract class FitLayer extends tf.layers.Layer {
	protected readonly size: Triple;

	constructor(config: FitLayerConfig) {
		super({ ...config });
		this.size = config.size;
	}

	override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
		const shape = onlyShape(inputShape);
		return [shape[0]!, ...this.size, shape[4]!];
	}

	override getConfig(): tf.serialization.ConfigDict {
		return { ...configDict({ size: this.size }), ...super.getConfig() };
	}
}

/** Adds zeros at the end of each axis. */
export class PadEndLayer extends FitLayer {
	static readonly className = 'UnetrPadEnd';

	override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
		const x = onlyTensor(inputs);
		// One window of the wanted size, which is padded where it reaches beyond the volume.
		return tf.tidy(() => {
			const padded = windowPartition3d(x, { window: this.size, shift: still });
			return tf.reshape(padded, [x.shape[0]!, ...this.size, x.shape[4]!]);
		});
	}
}

/** Cuts off the end of each axis. */
export class CropEndLayer extends FitLayer {
	static readonly className = 'UnetrCropEnd';

	override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
		const x = onlyTensor(inputs);
		const window = x.shape.slice(1, 4);
		const tokens = window.reduce((product, extent) => product * extent, 1);
		return tf.tidy(() => {
			const whole = tf.reshape(x, [x.shape[0]!, tokens, x.shape[4]!]);
			return windowReverse3d(whole, { window, shift: still, size: this.size });
		});
	}
}

tf.serialization.registerClass(PadEndLayer);
tf.serialization.registerClass(CropEndLayer);

const isSize = (x: tf.SymbolicTensor, size: Triple): boolean =>
	size.every((extent, axis) => extent === x.shape[axis + 1]);

/** Adds zeros at the end of each axis up to a size: [B, D, H, W, C] -> [B, ...size, C]. */
export function padEnd(x: tf.SymbolicTensor, name: string, size: Triple): tf.SymbolicTensor {
	return isSize(x, size) ? x : (new PadEndLayer({ name, size }).apply(x) as tf.SymbolicTensor);
}

/** Cuts the end of each axis off down to a size: [B, D, H, W, C] -> [B, ...size, C]. */
export function cropEnd(x: tf.SymbolicTensor, name: string, size: Triple): tf.SymbolicTensor {
	return isSize(x, size) ? x : (new CropEndLayer({ name, size }).apply(x) as tf.SymbolicTensor);
}
