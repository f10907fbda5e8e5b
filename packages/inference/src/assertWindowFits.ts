import * as tf from '@tensorflow/tfjs';
import { complexity } from '@unetr/models';
import { InferenceError } from './inferenceError.ts';

/** A backend that says how large one tensor may be, as `@unetr/backend-webgpu` does. */
interface BoundedBackend {
	readonly adapterName: string;
	readonly largestTensorBytes: number;
}

/** A network of which one window is more than the current backend holds; another backend may take it. */
export class WindowTooLargeError extends InferenceError {}

const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

/**
 * Refuses a network of which the outputs for one window are larger than the current backend's largest tensor, before
 * its weights are read; a backend without such a bound takes all.
 *
 * @param model its weights do not matter
 * @param path of the bundle.json, for the message
 * @throws WindowTooLargeError naming the layer, its bytes and the bound
 */
export function assertWindowFits(model: tf.LayersModel, path: string): void {
	const { adapterName, largestTensorBytes } = tf.backend() as unknown as Partial<BoundedBackend>;
	if (largestTensorBytes === undefined) return;
	const layers = complexity(model).layers.map(({ name, outputShape }) => ({
		...{ name, outputShape, bytes: 4 * outputShape.reduce((product, extent) => product * extent, 1) },
	}));
	const largest = layers.reduce((most, layer) => (layer.bytes > most.bytes ? layer : most));
	if (largest.bytes <= largestTensorBytes) return;
	const window = model.inputs[0].shape.slice(1, 4).join(', ');
	throw new WindowTooLargeError(
		`The network of ${path} needs more than ${adapterName} holds: for one window of [${window}] voxels its layer ` +
			`${largest.name} gives [${largest.outputShape.join(', ')}], ${mebibytes(largest.bytes)}, and a tensor there takes at ` +
			`most ${mebibytes(largestTensorBytes)}; choose the backend simd, or a network of smaller windows or fewer features.`,
	);
}
