import type { Kernel } from '../backend/kernel.ts';
import type { SimdBackend } from '../backend/simdBackend.ts';
import { isDense, type Triple } from './conv3d.ts';

/** Sizes of one filter gradient; a product Aᵀ·B is one of kernel 1 over a single long row. */
interface FilterGradient {
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
}

/** Bytes that the rows of one chunk should take, to stay in the first-level cache. */
const chunkBytes = 40 * 1024;
/** Most bytes of all partial sums together. */
const partialBytes = 4 * 2 ** 20;

/** Runs the filter-gradient kernel: partial sums over fixed shares of the voxels, then their sum in order. */
function accumulateFilter(backend: SimdBackend, g: FilterGradient): void {
	const { engine } = backend;
	const [kD, kH, kW] = g.kernel;
	const [, outH, outW] = g.outSpace;
	const paddedRow = ((outW - 1) * g.strides[2] + kW) * g.inChannels;
	const inRows = (rows: number) => (rows - 1) * g.strides[1] + kH;
	const bytes = (rows: number) => 4 * (inRows(rows) * paddedRow + rows * outW * g.outChannels);
	let rows = 1;
	while (rows < Math.min(outH, 16) && inRows(rows + 1) <= 64 && bytes(rows + 1) <= chunkBytes) rows++;
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
			...[...g.kernel, ...g.strides, ...g.padsBefore],
			...[engine.widest, rows, slots],
		]);
		engine.run('sumPartials', [partials, slots, filterFloats, g.df], filterFloats > 8192);
	});
}

export const conv3dFilterGrad: Kernel = (backend, { x, dy }, attributes) => {
	if (!isDense(attributes)) return undefined;
	const [kD, kH, kW, inChannels, outChannels] = attributes.filterShape as [
		number,
		number,
		number,
		number,
		number,
	];
	const pads = attributes.pads as readonly number[];
	const df = backend.output([kD, kH, kW, inChannels, outChannels]);
	accumulateFilter(backend, {
		...{ x: backend.pointer(x!), dy: backend.pointer(dy!), df: backend.pointer(df), batch: x!.shape[0]! },
		...{ inSpace: x!.shape.slice(1, 4) as unknown as Triple, inChannels },
		...{ outSpace: dy!.shape.slice(1, 4) as unknown as Triple, outChannels },
		...{ kernel: [kD, kH, kW], strides: attributes.strides as Triple },
		padsBefore: [pads[0]!, pads[2]!, pads[4]!],
	});
	return [df];
};
