import { isDicom, parseDicom } from '../parse/parseDicom.ts';
import type { OpenedSource } from '../source/openSource.ts';
import { describeImage } from './describeImage.ts';
import type { StoredImage } from './storedImage.ts';

/** How far a source has been read. */
export interface DicomProgress {
	/** First every file is looked at, then those of the series are read. */
	readonly phase: 'finding' | 'reading';
	readonly doneFiles: number;
	readonly totalFiles: number;
}

/** How long work is followed and stopped. */
export interface ScanOptions {
	/** Stops with the signal's own reason. */
	readonly signal?: AbortSignal | undefined;
	readonly onProgress?: ((progress: DicomProgress) => void) | undefined;
}

/** What a source holds. */
export interface ScannedSource {
	readonly name: string;
	/** Every DICOM file but directories, those without an image too. */
	readonly images: readonly StoredImage[];
	/** Files that are no DICOM, and DICOMDIRs. */
	readonly skippedFiles: number;
}

/** Bytes that tell DICOM from other files. */
const HEAD_BYTES = 132;
const DIRECTORY_CLASS = '1.2.840.10008.1.3.10';

/**
 * Looks at every file of a source; none is kept in memory.
 * @throws DicomError where a DICOM file among them is damaged, since its slice would be missing
 */
export async function scanSource(source: OpenedSource, options: ScanOptions): Promise<ScannedSource> {
	const images: StoredImage[] = [];
	let skippedFiles = 0;
	for (const [n, entry] of source.entries.entries()) {
		options.signal?.throwIfAborted();
		options.onProgress?.({ phase: 'finding', doneFiles: n, totalFiles: source.entries.length });
		const head = await entry.read(HEAD_BYTES);
		if (!isDicom(head)) {
			skippedFiles++;
			continue;
		}
		const file = parseDicom(head.length === entry.sizeBytes ? head : await entry.read(), entry.name);
		if (file.meta.text('MediaStorageSOPClassUID') === DIRECTORY_CLASS) skippedFiles++;
		else images.push(describeImage(entry, file));
	}
	options.signal?.throwIfAborted();
	return { name: source.name, images, skippedFiles };
}
