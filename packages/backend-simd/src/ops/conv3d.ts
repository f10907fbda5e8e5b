import type { Attributes } from '@unetr/ops';
import type { Kernel } from '../backend/kernel.ts';
import { sizeOf } from '../backend/kernel.ts';
import type { SimdBackend } from '../backend/simdBackend.ts';
import { multiply } from './matMul.ts';
import { withPackedMatrix } from './packedMatrix.ts';

/** Extents or steps along D, H and W. */
export type Triple = readonly [number, number, number];

/** One run of the convolution kernel: from a dense volume to a (possibly strided) one. */
export interface Convolution {
	readonly x: number;
	readonly packed: number;
	readonly bias: number;
	readonly out: number;
	readonly batch: number;
	readonly inSpace: Triple;
	readonly inChannels: number;
	readonly outSpace: Triple;
	readonly outChannels: number;
	readonly kernel: Triple;
	readonly strides: Triple;
	/** Zero voxels before each axis; those behind follow from the output's size. */
	readonly padsBefore: Triple;
	/** Floats between neighbours of the output along B, D, H, W. */
	readonly outStrides: readonly [number, number, number, number];
}

/** Rows of an output tile, as in kernels/tile.h. */
const tileRows = 4;
/** Most filter bytes in one pass over a task's rows: about half of a first-level cache. */
const passBytes = 24 * 1024;

/** Space of one row of edge tiles: each sees zeros beside the volume, so its windows are copied. */
function edgeFloats(c: Convolution, rowsPerPass: number): number {
	const [inW, outW, kW, sW, pad] = [c.inSpace[2], c.outSpace[2], c.kernel[2], c.strides[2], c.padsBefore[2]];
	let floats = 0;
	for (let w = 0; w < outW; w += tileRows) {
		const window = (Math.min(tileRows, outW - w) - 1) * sW + kW;
		const first = w * sW - pad;
		if (first < 0 || first + window > inW) floats += window * c.inChannels * rowsPerPass;
	}
	return Math.max(floats, 1);
}

/** Runs the convolution kernel on packed weights. */
export function convolve(backend: SimdBackend, c: Convolution): void {
	const { engine } = backend;
	const [kD, kH, kW] = c.kernel;
	const rowBytes = kW * c.inChannels * engine.widest * engine.lanes * 4;
	const rowsPerPass = Math.max(1, Math.min(kD * kH, 128, Math.floor(passBytes / rowBytes)));
	const rowsPerTask = Math.max(1, Math.min(4, c.outSpace[1]));
	const scratchFloats = edgeFloats(c, rowsPerPass);
	backend.withScratch(scratchFloats * engine.threads, (scratch) => {
		engine.run('conv3d', [
			...[c.x, c.packed, c.bias, c.out, scratch],
			...[...c.inSpace, c.inChannels, ...c.outSpace, c.outChannels],
			...[...c.kernel, ...c.strides, ...c.padsBefore, ...c.outStrides],
			...[engine.widest, rowsPerTask, rowsPerPass, c.batch, scratchFloats],
		]);
	});
}

/** Strides of a dense volume [B, D, H, W, C] along B, D, H, W. */
export function denseStrides(space: Triple, channels: number): [number, number, number, number] {
	const [D, H, W] = space;
	return [D * H * W * channels, H * W * channels, W * channels, channels];
}

export const conv3d: Kernel = (backend, { x, filter, bias }, attributes) => {
	if (!isDense(attributes)) return undefined;
	const strides = attributes.strides as Triple;
	const pads = attributes.pads as readonly number[];
	const [kD, kH, kW, inChannels, outChannels] = filter!.shape as [number, number, number, number, number];
	const inSpace = x!.shape.slice(1, 4) as unknown as Triple;
	const kernel: Triple = [kD, kH, kW];
	const outSpace = inSpace.map((extent, axis) => {
		const padded = extent + pads[2 * axis]! + pads[2 * axis + 1]!;
		return Math.floor((padded - kernel[axis]!) / strides[axis]!) + 1;
	}) as unknown as Triple;
	const y = backend.output([x!.shape[0]!, ...outSpace, outChannels]);
	const [source, weights] = [backend.pointer(x!), backend.pointer(filter!)];
	const [offset, out] = [bias ? backend.pointer(bias) : 0, backend.pointer(y)];
	if (isPointwise(kernel, strides, pads)) {
		const M = sizeOf(x!.shape) / inChannels;
		multiply(backend, { a: source, b: weights, bias: offset, c: out, M, K: inChannels, N: outChannels });
		return [y];
	}
	const matrix = {
		pointer: weights,
		rows: [kD, kH, kW, inChannels],
		rowStrides: filterStrides(filter!.shape),
		columns: outChannels,
		columnStride: 1,
	} as const;
	withPackedMatrix(backend, matrix, (packed) =>
		convolve(backend, {
			...{ x: source, packed, bias: offset, out, batch: x!.shape[0]!, inSpace, inChannels },
			...{ outSpace, outChannels, kernel, strides, padsBefore: [pads[0]!, pads[2]!, pads[4]!] },
			outStrides: denseStrides(outSpace, outChannels),
		}),
	);
	return [y];
};

/** Floats between neighbouring taps along kD, kH, kW and between input channels of a filter. */
export function filterStrides(filterShape: readonly number[]): [number, number, number, number] {
	const [, kH, kW, inChannels, outChannels] = filterShape as [number, number, number, number, number];
	const tap = inChannels * outChannels;
	return [kH * kW * tap, kW * tap, tap, outChannels];
}

/** Whether a convolution has one group and neighbouring taps, which the kernels take. */
export const isDense = ({ groups, dilations }: Attributes): boolean =>
	groups === 1 && (dilations as readonly number[]).every((step) => step === 1);

/** Whether a convolution is a product of all voxels with one matrix. */
export const isPointwise = (kernel: Triple, strides: Triple, pads: readonly number[]): boolean =>
	kernel.every((extent) => extent === 1) &&
	strides.every((step) => step === 1) &&
	pads.every((voxels) => voxels === 0);
