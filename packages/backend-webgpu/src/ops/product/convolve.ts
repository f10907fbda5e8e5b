import { sizeOf, type TensorInfo } from '../../backend/kernel.ts';
import type { WebGpuBackend } from '../../backend/webGpuBackend.ts';
import conv3dSource from './conv3d.wgsl';
import type { Triple } from './convAttributes.ts';
import { halvesProductShader, runProduct } from './runProduct.ts';

const shaderFor = halvesProductShader('conv3d.wgsl', conv3dSource);

/** Where a gradient writes its voxels, and which taps of the filter it sees: all of both where it is left out. */
export interface ConvPhase {
	readonly ySpace: Triple;
	readonly yStart: Triple;
	readonly yStep: Triple;
	readonly firstTap: Triple;
	readonly tapStep: Triple;
	readonly filterSpace: Triple;
}

/** A convolution of all channels with all, or of groups of them. */
export interface Convolution {
	readonly x: TensorInfo;
	readonly filter: TensorInfo;
	readonly bias?: TensorInfo;
	readonly y: TensorInfo;
	readonly inSpace: Triple;
	readonly outSpace: Triple;
	readonly kernel: Triple;
	readonly strides: Triple;
	readonly padsBefore: Triple;
	readonly dilations: Triple;
	readonly groups: number;
	/** For a gradient by the input: the filter is read with its channels swapped. */
	readonly phase?: ConvPhase;
}

/** All voxels of y and all taps of the filter. */
export const wholeVolume = (kernel: Triple, outSpace: Triple): ConvPhase => ({
	...{ ySpace: outSpace, yStart: [0, 0, 0], yStep: [1, 1, 1] },
	...{ firstTap: [0, 0, 0], tapStep: [1, 1, 1], filterSpace: kernel },
});

const channelsOf = ({ shape }: TensorInfo): number => shape[shape.length - 1]!;

/** Runs conv3d.wgsl. */
export function convolve(backend: WebGpuBackend, convolution: Convolution): void {
	const { x, filter, bias, y, inSpace, outSpace, kernel, groups, phase } = convolution;
	const { strides, padsBefore, dilations } = convolution;
	const [inChannels, outChannels] = [channelsOf(x), channelsOf(y)];
	const [groupChannels, columns] = [inChannels / groups, outChannels / groups];
	const sizes = { rows: x.shape[0]! * sizeOf(outSpace), inner: sizeOf(kernel) * groupChannels, columns };
	const filterColumns = channelsOf(filter);
	const vectorX = groupChannels % 4 === 0;
	const [isHalfX, isHalfY] = [vectorX && backend.isHalf(x), backend.isHalf(y)];
	const vectorFilter = !phase && columns % 4 === 0;
	const flags = {
		vectorX,
		vectorFilter,
		hasBias: bias !== undefined,
		...(phase && { swapped: true, phased: true }),
	};
	const geometry = { inSpace, outSpace, kernel, strides, padsBefore, dilations };
	runProduct(
		backend,
		shaderFor(isHalfX, isHalfY),
		{ ...sizes, slices: groups },
		{ ...flags, ...geometry },
		(product) => ({
			constants: { ...product.constants, ...flags },
			tensors: {
				...{ x: isHalfX ? undefined : x, weights: filter, bias, y },
				...{ x4: vectorX ? x : undefined, weights4: vectorFilter ? filter : undefined },
			},
			params: {
				...{ ...product.params, ...geometry, groupChannels, inChannels, outChannels },
				...{ filterColumns, ...(phase ?? wholeVolume(kernel, outSpace)) },
			},
			halves: [...(isHalfX ? ['x4'] : []), ...(isHalfY ? ['y'] : [])],
			workgroups: product.workgroups,
			flops: 2 * x.shape[0]! * sizeOf(outSpace) * sizeOf(kernel) * groupChannels * outChannels,
		}),
	);
}
