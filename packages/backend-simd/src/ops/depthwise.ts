import type { SimdBackend } from '../backend/simdBackend.ts';
import type { Triple } from './convForm.ts';

/** One run of the depthwise kernel: from a dense volume to a (possibly strided) one. */
export interface DepthwiseConvolution {
	readonly x: number;
	readonly filter: number;
	readonly bias: number;
	readonly out: number;
	readonly batch: number;
	readonly inSpace: Triple;
	readonly outSpace: Triple;
	readonly channels: number;
	readonly kernel: Triple;
	readonly strides: Triple;
	readonly padsBefore: Triple;
	readonly dilations: Triple;
	/** Floats from tap to tap of the filter; negative where it is read backwards. */
	readonly tapStrides: Triple;
	/** Floats between neighbours of the output along B, D, H, W. */
	readonly outStrides: readonly [number, number, number, number];
}

/** Convolves each channel by itself (kernels/depthwise.cpp). */
export function convolveDepthwise(backend: SimdBackend, c: DepthwiseConvolution): void {
	backend.engine.run('depthwise', [
		...[c.x, c.filter, c.bias, c.out, ...c.inSpace, c.channels, ...c.outSpace],
		...[...c.kernel, ...c.strides, ...c.padsBefore, ...c.dilations, ...c.tapStrides],
		...[...c.outStrides, c.batch],
	]);
}

/** Sizes of the filter gradient of a depthwise convolution. */
export interface DepthwiseFilterGradient {
	readonly x: number;
	readonly dy: number;
	readonly df: number;
	readonly batch: number;
	readonly inSpace: Triple;
	readonly outSpace: Triple;
	readonly outChannels: number;
	readonly kernel: Triple;
	readonly strides: Triple;
	readonly padsBefore: Triple;
	readonly dilations: Triple;
}

/** Shares of the output rows whose partial sums are added up in order. */
const mostSlots = 16;

/** Sums, for each tap and channel, the products of dy with the voxels that the tap met. */
export function accumulateDepthwise(backend: SimdBackend, g: DepthwiseFilterGradient): void {
	const slots = Math.min(mostSlots, g.batch * g.outSpace[0] * g.outSpace[1]);
	const filterFloats = g.kernel[0] * g.kernel[1] * g.kernel[2] * g.outChannels;
	backend.withScratch(slots * filterFloats, (partials) => {
		backend.engine.run('depthwiseFilterGrad', [
			...[g.x, g.dy, partials, g.batch, ...g.inSpace, g.outChannels, ...g.outSpace],
			...[...g.kernel, ...g.strides, ...g.padsBefore, ...g.dilations, slots],
		]);
		backend.engine.run('sumPartials', [partials, slots, filterFloats, g.df], filterFloats > 8192);
	});
}
