import { type Kernel, sizeOf, type TensorInfo } from '../backend/kernel.ts';
import type { WebGpuBackend } from '../backend/webGpuBackend.ts';
import { defineShader } from '../shader/shader.ts';
import { channelSumShader, columnSums } from './columnSums.ts';
import depthwiseSource from './depthwise/depthwiseFilterGrad.wgsl';
import { laneFor, laneRows, widthOf } from './lanes.ts';
import filterGradSource from './product/conv3dFilterGrad.wgsl';
import { type ConvAttributes, isDepthwise, padsBefore, spaceOf } from './product/convAttributes.ts';
import { productShader, runProduct } from './product/runProduct.ts';

const shaders = productShader('conv3dFilterGrad.wgsl', filterGradSource);
const depthwiseShader = defineShader('depthwiseFilterGrad.wgsl', depthwiseSource);

interface FilterGradAttributes extends ConvAttributes {
	readonly filterShape: readonly number[];
}

/** Most shares of the voxels of a depthwise gradient, and voxels that each has at least. */
const mostShares = 256;
const leastVoxels = 128;

const geometryOf = (x: TensorInfo, dy: TensorInfo, attributes: FilterGradAttributes) => ({
	...{ inSpace: spaceOf(x.shape), outSpace: spaceOf(dy.shape), kernel: spaceOf(attributes.filterShape, 0) },
	...{ strides: attributes.strides, padsBefore: padsBefore(attributes), dilations: attributes.dilations },
});

/** [shares, filter values] of a convolution of all channels with all, or of groups of them. */
function denseSums(
	backend: WebGpuBackend,
	x: TensorInfo,
	dy: TensorInfo,
	given: FilterGradAttributes,
): TensorInfo {
	const { filterShape, groups } = given;
	const [groupChannels, outChannels] = [filterShape[3]!, filterShape[4]!];
	const columns = outChannels / groups;
	const voxels = sizeOf(dy.shape) / outChannels;
	const rows = sizeOf(filterShape) / outChannels;
	const [vectorX, vectorDy] = [groupChannels % 4 === 0, columns % 4 === 0];
	const flags = { rowVectors: true, vectorX, vectorDy };
	const geometry = geometryOf(x, dy, given);
	const sizes = { rows, inner: voxels, columns, slices: groups, shared: true };
	let y: TensorInfo | undefined;
	runProduct(backend, shaders, sizes, { ...flags, ...geometry }, (product) => {
		y = backend.output([product.params.shares, sizeOf(filterShape)]);
		return {
			constants: { ...product.constants, ...flags },
			tensors: { x, x4: vectorX ? x : undefined, dy, dy4: vectorDy ? dy : undefined, y },
			params: {
				...{ ...product.params, ...geometry },
				...{ groupChannels, inChannels: groupChannels * groups, outChannels },
			},
			workgroups: product.workgroups,
			flops: 2 * voxels * sizeOf(filterShape),
		};
	});
	return y!;
}

/** [shares, filter values] of a convolution of every channel with itself alone. */
function depthwiseSums(
	backend: WebGpuBackend,
	x: TensorInfo,
	dy: TensorInfo,
	given: FilterGradAttributes,
): TensorInfo {
	const channels = given.groups;
	const lane = laneFor(channels);
	const lanes = channels / widthOf(lane);
	const voxels = sizeOf(dy.shape) / channels;
	const voxelsPerShare = Math.max(Math.ceil(voxels / mostShares), leastVoxels);
	const shares = Math.ceil(voxels / voxelsPerShare);
	const count = sizeOf(given.filterShape) / widthOf(lane);
	const sums = backend.output([shares, sizeOf(given.filterShape)]);
	backend.run(depthwiseShader, {
		constants: { Lane: lane },
		tensors: { x, dy, sums },
		params: { count, lanes, voxels, voxelsPerShare, ...geometryOf(x, dy, given) },
		workgroups: [Math.ceil(count / 64), shares, 1],
		flops: 2 * voxels * sizeOf(given.filterShape),
	});
	return sums;
}

export const conv3dFilterGrad: Kernel = (backend, { x, dy }, given) => {
	const attributes = given as unknown as FilterGradAttributes;
	const { filterShape } = attributes;
	const sumsOf = isDepthwise(filterShape, attributes) ? depthwiseSums : denseSums;
	const sums = sumsOf(backend, x!, dy!, attributes);
	const joined =
		sums.shape[0] === 1 ? sums : columnSums(backend, channelSumShader, { x: sums }, laneRows(sums));
	return [{ ...joined, shape: [...filterShape] }];
};
