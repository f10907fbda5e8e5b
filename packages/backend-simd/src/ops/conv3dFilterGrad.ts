import type { Kernel } from '../backend/kernel.ts';
import type { SimdBackend } from '../backend/simdBackend.ts';
import { partialBytes } from './chunks.ts';
import { windowAlongW } from './conv3d.ts';
import { type ConvAttributes, convForm, type Triple } from './convForm.ts';
import { accumulateWinograd } from './convWinogradGrad.ts';
import { accumulateDepthwise } from './depthwise.ts';

/** Sizes of one filter gradient; a product Aᵀ·B is one of kernel 1 over a single long row. */
export interface FilterGradient {
	readonly x: number;
	readonly dy: number;
	readonly df: number;
	readonly batch: number;
	readonly inSpace: Triple;
	readonly inChannels: number;
	readonly outSpace: Triple;
	readonly outChannels: number;
	readonly kernel: Triple;
	readonly strides: Triple;
	readonly padsBefore: Triple;
	readonly dilations: Triple;
}

/** Input rows of one chunk that the kernel lists, as in kernels/conv3dFilterGrad.cpp. */
const mostRows = 64;

/** Bytes that the rows of one chunk should take, to stay in the first-level cache. */
const chunkBytes = 40 * 1024;

/** Runs the filter-gradient kernel: partial sums over fixed shares of the voxels, then their sum in order. */
function accumulateFilter(backend: SimdBackend, g: FilterGradient): void {
	const { engine } = backend;
	const [kD, kH, kW] = g.kernel;
	const [, outH, outW] = g.outSpace;
	const { width, taps } = windowAlongW(kW, g.dilations[2]);
	const paddedRow = ((outW - 1) * g.strides[2] + (taps - 1) * g.dilations[2] + width) * g.inChannels;
	const inRows = (rows: number) => (rows - 1) * g.strides[1] + (kH - 1) * g.dilations[1] + 1;
	const bytes = (rows: number) => 4 * (inRows(rows) * paddedRow + rows * outW * g.outChannels);
	let rows = 1;
	while (rows < Math.min(outH, 16) && inRows(rows + 1) <= mostRows && bytes(rows + 1) <= chunkBytes) rows++;
	const chunks = g.batch * g.outSpace[0] * Math.ceil(outH / rows);
	const filterFloats = kD * kH * kW * g.inChannels * g.outChannels;
	const slots = Math.min(chunks, Math.max(4, Math.min(16, Math.floor(partialBytes / (4 * filterFloats)))));
	const tailFloats = rows * outW * engine.widest * engine.lanes;
	const scratchFloats = inRows(rows) * paddedRow + tailFloats;
	backend.withScratch(slots * filterFloats + engine.threads * scratchFloats, (partials) => {
		const scratch = partials + 4 * slots * filterFloats;
		engine.run('conv3dFilterGrad', [
			...[g.x, g.dy, partials, scratch, scratchFloats, g.batch],
			...[...g.inSpace, g.inChannels, ...g.outSpace, g.outChannels],
			...[kD, kH, width, ...g.strides, ...g.padsBefore, taps, ...g.dilations],
			...[engine.widest, rows, slots],
		]);
		engine.run('sumPartials', [partials, slots, filterFloats, g.df], filterFloats > 8192);
	});
}

export const conv3dFilterGrad: Kernel = (backend, { x, dy }, given) => {
	const attributes = given as unknown as ConvAttributes & { readonly filterShape: readonly number[] };
	const { filterShape, pads, strides, dilations } = attributes;
	const [kD, kH, kW, inChannels, outChannels] = filterShape as [number, number, number, number, number];
	const form = convForm(filterShape, attributes);
	if (!form || (kH - 1) * dilations[1] >= mostRows) return undefined;
	const df = backend.output(filterShape);
	const gradient = {
		...{ x: backend.pointer(x!), dy: backend.pointer(dy!), df: backend.pointer(df), batch: x!.shape[0]! },
		...{ inSpace: x!.shape.slice(1, 4) as unknown as Triple, inChannels },
		...{ outSpace: dy!.shape.slice(1, 4) as unknown as Triple, outChannels },
		...{ kernel: [kD, kH, kW] as const, strides, dilations },
		padsBefore: [pads[0]!, pads[2]!, pads[4]!] as const,
	};
	if (form === 'depthwise') accumulateDepthwise(backend, gradient);
	else if (!accumulateWinograd(backend, gradient)) accumulateFilter(backend, gradient);
	return [df];
};
