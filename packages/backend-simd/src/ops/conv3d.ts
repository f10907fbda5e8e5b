import type { Kernel } from '../backend/kernel.ts';
import { sizeOf } from '../backend/kernel.ts';
import type { SimdBackend } from '../backend/simdBackend.ts';
import { type ConvAttributes, convForm, type Triple } from './convForm.ts';
import { convolveWinograd, hasWinograd } from './convWinograd.ts';
import { convolveDepthwise } from './depthwise.ts';
import { multiply } from './matMul.ts';
import { type StridedMatrix, withPackedMatrix } from './packedMatrix.ts';

/** One run of the convolution kernel: from a dense volume to a (possibly strided) one. */
export interface Convolution {
	readonly x: number;
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
	/** Voxels from tap to tap. */
	readonly dilations: Triple;
	/** Floats between neighbours of the output along B, D, H, W. */
	readonly outStrides: readonly [number, number, number, number];
}

/**
 * Most filter bytes in one pass over a task's rows. They stream from the second-level cache beside the products of a
 * tile, so that a pass is long: each further one reads and writes the output again.
 */
const passBytes = 96 * 1024;

/**
 * A window along W as the kernel reads it: `width` neighbouring voxels at once, or each tap by itself (`taps` of them)
 * where dilation tears the window apart.
 */
export function windowAlongW(
	kernel: number,
	dilation: number,
): { readonly width: number; readonly taps: number } {
	return dilation === 1 || kernel === 1 ? { width: kernel, taps: 1 } : { width: 1, taps: kernel };
}

/** Space of one row of edge tiles: each sees zeros beside the volume, so its windows are copied. */
function edgeFloats(c: Convolution, rowsPerPass: number, tileRows: number): number {
	const [inW, outW, sW, pad] = [c.inSpace[2], c.outSpace[2], c.strides[2], c.padsBefore[2]];
	const { width, taps } = windowAlongW(c.kernel[2], c.dilations[2]);
	let floats = 0;
	for (let w = 0; w < outW; w += tileRows) {
		const window = (Math.min(tileRows, outW - w) - 1) * sW + width;
		const first = w * sW - pad;
		const reach = window + (taps - 1) * c.dilations[2];
		if (first < 0 || first + reach > inW) floats += window * c.inChannels * rowsPerPass;
	}
	return Math.max(floats, 1);
}

/** Convolves with a filter whose rows are [kD, kH, kW, input channels] and whose columns are output channels. */
export function convolve(backend: SimdBackend, c: Convolution, filter: StridedMatrix): void {
	if (hasWinograd(c)) convolveWinograd(backend, c, filter);
	else withPackedMatrix(backend, filter, (packed) => convolveDirectly(backend, c, packed));
}

function convolveDirectly(backend: SimdBackend, c: Convolution, packed: number): void {
	const { engine } = backend;
	const [kD, kH, kW] = c.kernel;
	const { width, taps } = windowAlongW(kW, c.dilations[2]);
	const rowBytes = width * c.inChannels * engine.widest * engine.lanes * 4;
	const rowsPerPass = Math.max(1, Math.min(kD * kH * taps, 128, Math.floor(passBytes / rowBytes)));
	const rowsPerTask = Math.max(1, Math.min(4, c.outSpace[1]));
	const scratchFloats = edgeFloats(c, rowsPerPass, engine.tileRows);
	backend.withScratch(scratchFloats * engine.threads, (scratch) => {
		engine.run('conv3d', [
			...[c.x, packed, c.bias, c.out, scratch],
			...[...c.inSpace, c.inChannels, ...c.outSpace, c.outChannels],
			...[kD, kH, width, ...c.strides, ...c.padsBefore, taps, ...c.dilations, ...c.outStrides],
			...[engine.widest, rowsPerTask, rowsPerPass, c.batch, scratchFloats],
		]);
	});
}

/** Strides of a dense volume [B, D, H, W, C] along B, D, H, W. */
export function denseStrides(space: Triple, channels: number): [number, number, number, number] {
	const [D, H, W] = space;
	return [D * H * W * channels, H * W * channels, W * channels, channels];
}

/** Voxels of the output along each axis. */
function outputSpace(inSpace: Triple, kernel: Triple, { strides, pads, dilations }: ConvAttributes): Triple {
	return inSpace.map((extent, axis) => {
		const padded = extent + pads[2 * axis]! + pads[2 * axis + 1]!;
		return Math.floor((padded - dilations[axis]! * (kernel[axis]! - 1) - 1) / strides[axis]!) + 1;
	}) as unknown as Triple;
}

export const conv3d: Kernel = (backend, { x, filter, bias }, given) => {
	const attributes = given as unknown as ConvAttributes;
	const form = convForm(filter!.shape, attributes);
	if (!form) return undefined;
	const { strides, pads, dilations } = attributes;
	const [kD, kH, kW, inChannels, outChannels] = filter!.shape as [number, number, number, number, number];
	const inSpace = x!.shape.slice(1, 4) as unknown as Triple;
	const kernel: Triple = [kD, kH, kW];
	const outSpace = outputSpace(inSpace, kernel, attributes);
	const y = backend.output([x!.shape[0]!, ...outSpace, outChannels]);
	const [source, weights] = [backend.pointer(x!), backend.pointer(filter!)];
	const [offset, out] = [bias ? backend.pointer(bias) : 0, backend.pointer(y)];
	if (form === 'dense' && isPointwise(kernel, strides, pads)) {
		const M = sizeOf(x!.shape) / inChannels;
		multiply(backend, { a: source, b: weights, bias: offset, c: out, M, K: inChannels, N: outChannels });
		return [y];
	}
	const convolution = {
		...{ x: source, bias: offset, out, batch: x!.shape[0]!, inSpace, outSpace, kernel, strides, dilations },
		...{
			padsBefore: [pads[0]!, pads[2]!, pads[4]!] as const,
			outStrides: denseStrides(outSpace, outChannels),
		},
	};
	const tapStrides = filterStrides(filter!.shape);
	if (form === 'depthwise') {
		const taps = tapStrides.slice(0, 3) as unknown as Triple;
		convolveDepthwise(backend, { ...convolution, filter: weights, tapStrides: taps, channels: outChannels });
		return [y];
	}
	const matrix = {
		pointer: weights,
		rows: [kD, kH, kW, inChannels],
		rowStrides: tapStrides,
		columns: outChannels,
		columnStride: 1,
	} as const;
	convolve(backend, { ...convolution, inChannels, outChannels }, matrix);
	return [y];
};

/** Floats between neighbouring taps along kD, kH, kW and between input channels of a filter. */
export function filterStrides(filterShape: readonly number[]): [number, number, number, number] {
	const [, kH, kW, inChannels, outChannels] = filterShape as [number, number, number, number, number];
	const tap = inChannels * outChannels;
	return [kH * kW * tap, kW * tap, tap, outChannels];
}

/** Whether a convolution is a product of all voxels with one matrix. */
export const isPointwise = (kernel: Triple, strides: Triple, pads: readonly number[]): boolean =>
	kernel.every((extent) => extent === 1) &&
	strides.every((step) => step === 1) &&
	pads.every((voxels) => voxels === 0);
