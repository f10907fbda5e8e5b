import type { Kernel } from '../backend/kernel.ts';
import { convolveDepthwise } from './depthwise/convolveDepthwise.ts';
import { type ConvAttributes, isDepthwise, padsBefore, spaceOf } from './product/convAttributes.ts';
import { convolve } from './product/convolve.ts';

/** Voxels of a convolution's output along each axis. */
function outSpaceOf(
	xShape: readonly number[],
	filterShape: readonly number[],
	given: ConvAttributes,
): [number, number, number] {
	const { pads, dilations, strides } = given;
	return [0, 1, 2].map((axis) => {
		const padded = xShape[axis + 1]! + pads[2 * axis]! + pads[2 * axis + 1]!;
		return Math.floor((padded - dilations[axis]! * (filterShape[axis]! - 1) - 1) / strides[axis]!) + 1;
	}) as [number, number, number];
}

export const conv3d: Kernel = (backend, { x, filter, bias }, given) => {
	const attributes = given as unknown as ConvAttributes;
	const { strides, dilations, groups } = attributes;
	const outSpace = outSpaceOf(x!.shape, filter!.shape, attributes);
	const depthwise = isDepthwise(filter!.shape, attributes);
	const yShape = [x!.shape[0]!, ...outSpace, filter!.shape[4]!];
	const y = depthwise ? backend.output(yShape) : backend.activation(yShape, filter!.shape[4]! / groups);
	const convolution = {
		...{ x: x!, filter: filter!, y, ...(bias && { bias }) },
		...{ inSpace: spaceOf(x!.shape), outSpace, kernel: spaceOf(filter!.shape, 0) },
		...{ strides, padsBefore: padsBefore(attributes), dilations, groups },
	};
	if (depthwise) convolveDepthwise(backend, convolution);
	else convolve(backend, convolution);
	return [y];
};
