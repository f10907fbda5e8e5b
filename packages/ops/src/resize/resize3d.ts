import type * as tf from '@tensorflow/tfjs';
import { checkRank, checkShape } from '../checkShape.ts';
import { defineOp, type Op, runOp } from '../op.ts';
import { OpError } from '../opError.ts';
import { mapAxis } from './mapAxis.ts';
import { axisSamples, type ResizeMode, resizeModes, samplingMatrix } from './sampling.ts';

/** Attributes of `resize3d`: extents, the mode's place in `resizeModes`, and 1 where corners are aligned. */
export interface ResizeAttributes {
	readonly size: readonly number[];
	readonly mode: number;
	readonly alignCorners: number;
	readonly [name: string]: number | readonly number[];
}

/** Attributes of its gradient: those, and the input's shape. */
export interface ResizeGradAttributes extends ResizeAttributes {
	readonly inputShape: readonly number[];
}

const resizeCases: readonly {
	readonly name: string;
	readonly x: number[];
	readonly attributes: ResizeAttributes;
}[] = [
	{ name: 'double', x: [2, 3, 4, 2, 3], attributes: { size: [6, 8, 4], mode: 0, alignCorners: 0 } },
	{ name: 'doubleAligned', x: [1, 3, 4, 2, 16], attributes: { size: [6, 8, 4], mode: 0, alignCorners: 1 } },
	{ name: 'uneven', x: [1, 4, 3, 5, 5], attributes: { size: [7, 5, 6], mode: 0, alignCorners: 0 } },
	{ name: 'down', x: [1, 5, 6, 4, 17], attributes: { size: [2, 3, 2], mode: 0, alignCorners: 0 } },
	{ name: 'oneAligned', x: [1, 3, 2, 5, 4], attributes: { size: [1, 4, 9], mode: 0, alignCorners: 1 } },
	{ name: 'sameAxis', x: [1, 3, 1, 5, 1], attributes: { size: [3, 4, 5], mode: 0, alignCorners: 0 } },
	{ name: 'nearest', x: [2, 3, 4, 2, 3], attributes: { size: [6, 5, 3], mode: 1, alignCorners: 0 } },
	{ name: 'nearestExact', x: [1, 5, 4, 6, 7], attributes: { size: [7, 2, 4], mode: 2, alignCorners: 0 } },
];

const transposed = (matrix: Float32Array, from: number, to: number): Float32Array =>
	Float32Array.from(matrix, (_, at) => matrix[(at % to) * from + Math.floor(at / to)]!);

/** Maps the three axes by their samples, or back by the transposes. */
function mapVolume(
	x: tf.Tensor,
	from: readonly number[],
	{ size, mode, alignCorners }: ResizeAttributes,
	back: boolean,
): tf.Tensor {
	return [1, 2, 3].reduce((volume, axis) => {
		const [source, target] = [from[axis]!, size[axis - 1]!];
		if (source === target) return volume;
		const samples = axisSamples(source, target, resizeModes[mode]!, alignCorners === 1);
		const matrix = samplingMatrix(samples, source);
		if (back) return mapAxis(volume, axis, transposed(matrix, source, target), source);
		return mapAxis(volume, axis, matrix, target);
	}, x);
}

function checkSize(size: readonly number[]): void {
	const axis = size.findIndex((extent) => !(Number.isSafeInteger(extent) && extent > 0));
	if (size.length === 3 && axis < 0) return;
	throw new OpError(`resize3d: size must be three positive whole numbers, but it is [${size.join(', ')}]`);
}

/** Gradient of `resize3d`: each voxel gathers dy from those that took it. */
export const resize3dGradOp: Op<ResizeGradAttributes> = defineOp<ResizeGradAttributes>({
	name: 'resize3dGrad',
	inputs: ['dy'],
	shape({ dy }, { size, inputShape }) {
		checkShape('resize3dGrad', 'dy', dy!, [inputShape[0]!, ...size, inputShape[4]!]);
		return [inputShape];
	},
	reference: ({ dy }, attributes) => [mapVolume(dy!, attributes.inputShape, attributes, true)],
	cases: resizeCases.map(({ name, x, attributes }) => ({
		name,
		inputs: { dy: { shape: [x[0]!, ...attributes.size, x[4]!] } },
		attributes: { ...attributes, inputShape: x },
	})),
});

export const resize3dOp: Op<ResizeAttributes> = defineOp<ResizeAttributes>({
	name: 'resize3d',
	inputs: ['x'],
	shape({ x }, { size }) {
		checkRank('resize3d', 'x', x!, 5);
		checkSize(size);
		return [[x![0]!, ...size, x![4]!]];
	},
	reference: ({ x }, attributes) => [mapVolume(x!, x!.shape, attributes, false)],
	gradient: {
		saveInputs: ['x'],
		apply: (dy, [x], attributes) => ({
			x: () => runOp(resize3dGradOp, { dy }, { ...attributes, inputShape: x!.shape })[0]!,
		}),
	},
	cases: resizeCases.map(({ name, x, attributes }) => ({ name, inputs: { x: { shape: x } }, attributes })),
});

/** Options of `resize3d`. */
export interface Resize3dOptions {
	/** Voxels along D, H, W. */
	readonly size: readonly number[];
	readonly mode: ResizeMode;
	/** Whether the first and last voxels of an axis keep their places (trilinear alone); false by default. */
	readonly alignCorners?: boolean;
}

/**
 * Resizes a volume, as `torch.nn.functional.interpolate`: [B, D, H, W, C] -> [B, ...size, C].
 *
 * `nearest` takes ⌊i · from / to⌋, `nearest-exact` the voxel under the centre, ⌊(i + ½) · from / to⌋.
 *
 * @param x [B, D, H, W, C]
 * @throws {OpError} if x is no volume or a size is not positive
 */
export function resize3d(x: tf.Tensor, options: Resize3dOptions): tf.Tensor5D {
	const { size, mode, alignCorners = false } = options;
	const attributes = { size, mode: resizeModes.indexOf(mode), alignCorners: alignCorners ? 1 : 0 };
	if (attributes.mode < 0) {
		throw new OpError(`resize3d: mode ${JSON.stringify(mode)} must be one of ${resizeModes.join(', ')}`);
	}
	return runOp(resize3dOp, { x }, attributes)[0] as tf.Tensor5D;
}
