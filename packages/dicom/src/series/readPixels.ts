import type { VoxelArray } from '@unetr/volume';
import { parseDicom } from '../parse/parseDicom.ts';
import { openFrames } from '../pixels/decodeFrames.ts';
import type { StoredType } from '../pixels/pixelLayout.ts';
import { copyPixels, voxelArray } from '../pixels/storedPixels.ts';
import type { ArrangedSeries } from './arrangeSlices.ts';
import type { ScanOptions } from './scanSource.ts';
import type { StoredImage } from './storedImage.ts';

/** Stored values of a series, slice after slice, channel after channel; one file at a time is in memory. */
export async function readPixels({ frames }: ArrangedSeries, options: ScanOptions): Promise<VoxelArray> {
	const slots = new Map<StoredImage, [slot: number, index: number][]>();
	for (const [slot, { image, index }] of frames.entries()) {
		const own = slots.get(image);
		if (own === undefined) slots.set(image, [[slot, index]]);
		else own.push([slot, index]);
	}
	const types = new Set(frames.map(({ image }) => image.layout!.type));
	const { rows, columns } = frames[0]!.image.layout!;
	const frameLength = rows * columns;
	const stored = voxelArray(commonType([...types]), frameLength * frames.length);
	let doneFiles = 0;
	for (const [{ entry, name, layout }, own] of slots) {
		options.signal?.throwIfAborted();
		options.onProgress?.({ phase: 'reading', doneFiles: doneFiles++, totalFiles: slots.size });
		const { dataset } = parseDicom(await entry.read(), name);
		const pixels = await openFrames(dataset, layout!, name);
		for (const [slot, index] of own) {
			copyPixels(pixels.frame(index), pixels.littleEndian, layout!, stored, slot * frameLength);
		}
	}
	options.onProgress?.({ phase: 'reading', doneFiles, totalFiles: slots.size });
	return stored;
}

/** The type that holds the stored values of all images; nearly always they have one. */
function commonType(types: readonly StoredType[]): StoredType {
	if (types.length === 1) return types[0]!;
	return types.every((type) => /int(8|16)$/.test(type)) ? 'int32' : 'float64';
}
