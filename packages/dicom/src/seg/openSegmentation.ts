import { DicomError } from '../dicomError.ts';
import { type DicomFile, isDicom, parseDicom } from '../parse/parseDicom.ts';
import { quote } from '../quote.ts';
import { type DicomSource, openSource } from '../source/openSource.ts';

const SEGMENTATION_CLASSES: readonly (string | undefined)[] = [
	'1.2.840.10008.5.1.4.1.1.66.4',
	'1.2.840.10008.5.1.4.1.1.66.7',
];

/**
 * The one segmentation of a source; other files in it are passed over.
 * @throws DicomError where there is none or there are several
 */
export async function openSegmentation(
	source: DicomSource,
	signal: AbortSignal | undefined,
	name?: string,
): Promise<DicomFile> {
	signal?.throwIfAborted();
	const { name: whole, entries } = await openSource(source, name);
	const found: DicomFile[] = [];
	let other: string | undefined;
	for (const entry of entries) {
		const bytes = await entry.read();
		signal?.throwIfAborted();
		if (entries.length > 1 && !isDicom(bytes)) continue;
		const file = parseDicom(bytes, entry.name);
		if (SEGMENTATION_CLASSES.includes(file.dataset.text('SOPClassUID'))) found.push(file);
		else other = file.dataset.text('Modality') ?? 'unknown';
	}
	if (found.length === 1) return found[0]!;
	throw new DicomError(
		found.length === 0
			? `${whole}: none of its ${entries.length} file(s) is a DICOM segmentation${other === undefined ? '' : ` (one has the modality ${quote(other)})`}`
			: `${whole}: it holds ${found.length} segmentations (${found.map((file) => file.name).join(', ')}); give one of them`,
	);
}
