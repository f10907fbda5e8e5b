import { DicomError } from './dicomError.ts';
import { arrangeSlices } from './series/arrangeSlices.ts';
import { groupSeries, isImageSeries } from './series/groupSeries.ts';
import { type DicomProgress, scanSource } from './series/scanSource.ts';
import type { StoredImage } from './series/storedImage.ts';
import { type DicomSource, openSource } from './source/openSource.ts';

/** A series among the files of a source. */
export interface DicomSeries {
	/** What `readDicom` takes as its option `series`. */
	readonly seriesInstanceUid: string;
	readonly studyInstanceUid: string;
	readonly modality: string;
	readonly seriesNumber?: number;
	readonly seriesDescription: string;
	readonly files: number;
	/** Voxels along i, j, k, and channels, of the volume that the series makes; undefined where it makes none. */
	readonly shape?: readonly [number, number, number];
	readonly channels?: number;
	/** Why the series makes no volume. */
	readonly fault?: string;
	/** What was accepted and may deserve a look. */
	readonly warnings: readonly string[];
}

/** What a source holds. */
export interface SeriesList {
	readonly series: readonly DicomSeries[];
	/** Files that are no DICOM, and DICOMDIRs. */
	readonly skippedFiles: number;
}

/** How the files of a source are looked at. */
export interface ListSeriesOptions {
	readonly signal?: AbortSignal;
	readonly onProgress?: (progress: DicomProgress) => void;
	/** How messages name bytes that have no name of their own. */
	readonly name?: string;
}

/**
 * Finds the series among the files of a source and tells for each whether it makes a volume; no pixels are decoded.
 * @param source as for `readDicom`
 * @throws DicomError where the source cannot be read, or a DICOM file in it is damaged
 */
export async function listSeries(source: DicomSource, options: ListSeriesOptions = {}): Promise<SeriesList> {
	options.signal?.throwIfAborted();
	const { name, images, skippedFiles } = await scanSource(await openSource(source, options.name), options);
	return {
		series: [...groupSeries(images).values()].map((group) => describeSeries(group, name)),
		skippedFiles,
	};
}

function describeSeries(images: readonly StoredImage[], name: string): DicomSeries {
	const { seriesInstanceUid, study, modality, seriesNumber, seriesDescription } = images[0]!;
	return {
		seriesInstanceUid,
		studyInstanceUid: study.instanceUid,
		modality,
		...(seriesNumber === undefined ? {} : { seriesNumber }),
		seriesDescription,
		files: images.length,
		...describeVolume(images, name),
	};
}

function describeVolume(
	images: readonly StoredImage[],
	name: string,
): Pick<DicomSeries, 'shape' | 'channels' | 'fault' | 'warnings'> {
	if (!isImageSeries(images)) return { fault: `${name}: the series holds no images`, warnings: [] };
	try {
		const { sliceCount, channelCount, warnings } = arrangeSlices(images, name);
		const { columns, rows } = images[0]!.layout!;
		return { shape: [columns, rows, sliceCount], channels: channelCount, warnings };
	} catch (cause) {
		if (!(cause instanceof DicomError)) throw cause;
		return { fault: cause.message, warnings: [] };
	}
}
