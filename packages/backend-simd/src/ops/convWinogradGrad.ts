import type { SimdBackend } from '../backend/simdBackend.ts';
import { partialBytes } from './chunks.ts';
import type { FilterGradient } from './conv3dFilterGrad.ts';
import { hasWinograd, sumStride, winogradBlock, winogradSums } from './convWinograd.ts';
import { paddedColumns } from './packedMatrix.ts';

/** Most shares of the volume that are summed each by itself. */
const mostSlots = 16;

/**
 * The gradient by the filter through Winograd's patches (kernels/conv3dWinogradGrad.cpp). Gives false where these do not
 * cover it, or where a value that is not finite came out: on the way it may have spread to other taps.
 */
export function accumulateWinograd(backend: SimdBackend, g: FilterGradient): boolean {
	if (!hasWinograd(g)) return false;
	const { engine } = backend;
	const { planes, rows, columns, blocks } = winogradBlock(g);
	const patches = rows * columns;
	const [kD] = g.kernel;
	const width = paddedColumns(engine, g.outChannels);
	const slotFloats = winogradSums * kD * g.inChannels * width;
	const slots = Math.max(1, Math.min(mostSlots, blocks, Math.floor(partialBytes / (4 * slotFloats))));
	const scratchFloats =
		4 * (sumStride((planes + kD - 1) * patches, g.inChannels) + sumStride(planes * patches, width));
	const filterRows = kD * g.inChannels;
	const total = slots * slotFloats + filterRows + scratchFloats * engine.threads;
	return backend.withScratch(total, (partials) => {
		const finite = partials + 4 * slots * slotFloats;
		engine.run('conv3dWinogradGrad', [
			...[g.x, g.dy, partials, finite + 4 * filterRows, scratchFloats, g.batch, slots, engine.widest],
			...[...g.inSpace, g.inChannels, ...g.outSpace, g.outChannels, kD, ...g.padsBefore],
			...[planes, rows, columns],
		]);
		const sums = [partials, g.df, finite, slots, kD, g.inChannels, g.outChannels];
		engine.run('sumWinogradGrad', sums, slotFloats > 8192);
		return engine.floats(finite, filterRows).every((row) => row === 1);
	});
}
