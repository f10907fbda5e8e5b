import { channelOf, joinChannels, type Volume } from '@unetr/volume';
import { type ReadImageOptions, readImage } from './readImage.ts';
import { volumeId } from './volumeFiles.ts';

/** A scan to segment: one file or folder of DICOM, or one for each channel in their order. */
export interface Scan {
	/** What its label map is called. */
	readonly id: string;
	readonly files: readonly string[];
}

/** How messages name a scan. */
export function scanName({ files }: Scan): string {
	return files.join(' + ');
}

/** Reads a scan; the channels of several files are joined. */
export async function readScan({ files }: Scan, options?: ReadImageOptions): Promise<Volume> {
	const volumes: Volume[] = [];
	for (const file of files) volumes.push(await readImage(file, options));
	return joinChannels(volumes, { names: files });
}

/**
 * Puts files together to scans: `a_0000` to `a_0003` are one for a network of four channels.
 *
 * For a network of one channel every file is a scan; the number goes from the names where all of them end in `_0000`,
 * as nnU-Net calls its images and not its label maps.
 *
 * @param channels - Of the network.
 */
export function groupScans(files: readonly string[], channels: number): Scan[] {
	const places = files.map((file) => channelOf(pathStem(file)));
	const allFirst = places.every((place) => place?.channel === 0);
	const groups = new Map<string, Map<number, string>>();
	for (const [index, file] of files.entries()) {
		const place = places[index];
		if (place === undefined || channels === 1) continue;
		const group = groups.get(place.base) ?? new Map<number, string>();
		groups.set(place.base, group.set(place.channel, file));
	}
	const isWhole = (group: ReadonlyMap<number, string>): boolean =>
		group.size === channels && Array.from({ length: channels }, (_, n) => n).every((n) => group.has(n));
	return files.flatMap((file, index): Scan[] => {
		const place = places[index];
		const group = place && groups.get(place.base);
		if (place === undefined || group === undefined || !isWhole(group)) {
			return [{ id: allFirst ? volumeId(place!.base) : volumeId(file), files: [file] }];
		}
		if (place.channel > 0) return [];
		const inOrder = [...group].sort(([a], [b]) => a - b).map(([, path]) => path);
		return [{ id: volumeId(place.base), files: inOrder }];
	});
}

/** A path without the ending of its file. */
function pathStem(file: string): string {
	const id = volumeId(file);
	return file.slice(0, file.lastIndexOf(id) + id.length);
}
