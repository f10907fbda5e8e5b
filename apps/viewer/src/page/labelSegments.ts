import type { SegmentInput } from '@unetr/dicom';
import type { BundleLabel } from '@unetr/inference';
import { labelColor } from '../view/labelColor.ts';

/** A bundle's labels as segments of DICOM, with the colours that the page shows. */
export const labelSegments = (labels: readonly BundleLabel[]): SegmentInput[] =>
	labels
		.filter(({ value }) => value !== 0)
		.map((label) => ({ value: label.value, name: label.name, color: labelColor(label) }));
