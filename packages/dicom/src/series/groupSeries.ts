import { DicomError } from '../dicomError.ts';
import { quote } from '../quote.ts';
import type { ScannedSource } from './scanSource.ts';
import type { StoredImage } from './storedImage.ts';

/** Series that a message names before it says how many more there are. */
const NAMED_SERIES = 8;

/** Files by series, in the order in which they were found. */
export function groupSeries(images: readonly StoredImage[]): Map<string, StoredImage[]> {
	const groups = new Map<string, StoredImage[]>();
	for (const image of images) {
		const group = groups.get(image.seriesInstanceUid);
		if (group === undefined) groups.set(image.seriesInstanceUid, [image]);
		else group.push(image);
	}
	return groups;
}

/** Whether a series has images, of whatever kind; reports and structure sets have none. */
export function isImageSeries(images: readonly StoredImage[]): boolean {
	return images.some(({ layout, fault, modality }) => (layout ?? fault) !== undefined && modality !== 'SEG');
}

/**
 * The series to read: the one that is named, or the only one with images.
 * @throws DicomError where there is none, several, or not the named one
 */
export function chooseSeries(scanned: ScannedSource, wanted: string | undefined): readonly StoredImage[] {
	const { name, images } = scanned;
	const groups = groupSeries(images);
	if (wanted !== undefined) {
		const named = groups.get(wanted);
		if (named !== undefined) return named;
		throw new DicomError(
			`${name} holds no series ${quote(wanted)}, but ${seriesNames([...groups.values()])}`,
		);
	}
	const candidates = [...groups.values()].filter(isImageSeries);
	if (candidates.length === 1) return candidates[0]!;
	if (candidates.length > 1) {
		throw new DicomError(
			`${name} holds ${candidates.length} series: ${seriesNames(candidates)}; choose one with the option series`,
		);
	}
	if (images.length === 1 && images[0]!.fault !== undefined)
		throw new DicomError(`${name} ${images[0]!.fault}`);
	throw new DicomError(`${name} holds no DICOM image: ${otherContents(scanned)}`);
}

function seriesNames(groups: readonly (readonly StoredImage[])[]): string {
	const names = groups.slice(0, NAMED_SERIES).map((images) => {
		const { seriesInstanceUid, modality } = images[0]!;
		return `${quote(seriesInstanceUid)} (${quote(modality)}, ${images.length} files)`;
	});
	const more = groups.length - names.length;
	return names.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function otherContents({ images, skippedFiles }: ScannedSource): string {
	const kinds = new Set(images.map(({ modality }) => quote(modality)));
	const others = `${skippedFiles} other files`;
	return images.length === 0
		? `0 DICOM files and ${others}`
		: `${images.length} DICOM files of the kind ${[...kinds].join(', ')} and ${others}`;
}
