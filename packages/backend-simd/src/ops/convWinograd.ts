import type { SimdBackend } from '../backend/simdBackend.ts';
import type { Convolution } from './conv3d.ts';
import { paddedColumns, type StridedMatrix } from './packedMatrix.ts';

/** Sums that a patch of 4×4 voxels is turned into, as in kernels/winograd.h. */
export const winogradSums = 16;

/** Patches of a block along D and W: with the sums of a block in the second-level cache. */
const blockExtent = 12;
const blockBytes = 768 * 1024;
/** Blocks that a volume is cut into where its size allows, whatever the number of threads. */
const fewestBlocks = 16;
/** Channels from which on sixteen short products are faster than one long one. */
const fewestChannels = 12;
/** Most planes of taps that kernels/conv3dWinograd.cpp lists. */
const mostPlanes = 64;

/** Sizes of a convolution that decide whether and how Winograd's patches cover it. */
export type WinogradSizes = Pick<
	Convolution,
	| 'inSpace'
	| 'inChannels'
	| 'outSpace'
	| 'outChannels'
	| 'kernel'
	| 'strides'
	| 'dilations'
	| 'padsBefore'
	| 'batch'
>;

/** Voxels that patches of 2×2 compute for each one that is wanted, by the 2.25 times that they save. */
const patchCost = ([, H, W]: Convolution['outSpace']): number =>
	(4 * Math.ceil(H / 2) * Math.ceil(W / 2)) / (H * W) / 2.25;

/** Whether Winograd's F(2×2, 3×3) covers a convolution, and takes fewer products than the direct one. */
export function hasWinograd({ kernel, strides, dilations, outSpace, inChannels }: WinogradSizes): boolean {
	const plain = [...strides, ...dilations].every((step) => step === 1);
	const square = kernel[0] <= mostPlanes && kernel[1] === 3 && kernel[2] === 3;
	return plain && square && inChannels >= fewestChannels && patchCost(outSpace) < 0.7;
}

/** Floats from one of the sixteen sums to the next, as `sumStride` in kernels/winograd.h. */
export const sumStride = (patches: number, channels: number): number =>
	Math.ceil((patches * channels) / 32) * 32 + 16;

/** Extents of `count` things cut into equal parts of at most `most`. */
const evenly = (count: number, most: number): number => Math.ceil(count / Math.ceil(count / most));

/** Patches of one block along D, H and W, and how many blocks there are. */
export interface WinogradBlock {
	readonly planes: number;
	readonly rows: number;
	readonly columns: number;
	readonly blocks: number;
}

/** A block for these sizes, small enough that many threads get some. */
export function winogradBlock(c: WinogradSizes): WinogradBlock {
	const [D, H, W] = c.outSpace;
	const [patchRows, patchColumns] = [Math.ceil(H / 2), Math.ceil(W / 2)];
	const columns = evenly(patchColumns, blockExtent);
	const bytes = (planes: number) => 4 * winogradSums * (planes + c.kernel[0] - 1) * columns * c.inChannels;
	const blocks = (planes: number) =>
		c.batch * Math.ceil(D / planes) * patchRows * Math.ceil(patchColumns / columns);
	let planes = evenly(D, blockExtent);
	while (planes > 2 && (bytes(planes) > blockBytes || blocks(planes) < fewestBlocks)) {
		planes = Math.ceil(planes / 2);
	}
	return { planes, rows: 1, columns, blocks: blocks(planes) };
}

/** Convolves by Winograd's F(2×2, 3×3), as `convolve` does. */
export function convolveWinograd(backend: SimdBackend, c: Convolution, filter: StridedMatrix): void {
	const { engine } = backend;
	const { planes, rows, columns } = winogradBlock(c);
	const patches = rows * columns;
	const width = engine.widest * engine.lanes;
	const scratchFloats =
		winogradSums *
		(sumStride((planes + c.kernel[0] - 1) * patches, c.inChannels) + sumStride(planes * patches, width));
	const packedFloats = winogradSums * c.kernel[0] * c.inChannels * paddedColumns(engine, c.outChannels);
	const strides = [...filter.rowStrides, filter.columnStride];
	backend.withScratch(packedFloats + scratchFloats * engine.threads, (packed) => {
		engine.run(
			'packWinograd',
			[filter.pointer, packed, c.kernel[0], c.inChannels, c.outChannels, ...strides, engine.widest],
			packedFloats > 65_536,
		);
		engine.run('conv3dWinograd', [
			...[c.x, packed, c.bias, c.out, packed + 4 * packedFloats],
			...[filter.pointer, ...strides, ...c.outStrides, engine.widest],
			...[...c.inSpace, c.inChannels, ...c.outSpace, c.outChannels, c.kernel[0], ...c.padsBefore],
			...[planes, rows, columns, c.batch, scratchFloats],
		]);
	});
}
