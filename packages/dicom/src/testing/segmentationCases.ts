import { readFileSync } from 'node:fs';
import { createVolume } from '@unetr/volume';
import { hostileFolder } from 'unetr-testkit';
import { DicomError } from '../dicomError.ts';
import { readSegmentation } from '../seg/readSegmentation.ts';
import type { Segmentation } from '../seg/segmentation.ts';
import { writeSegmentation } from '../seg/writeSegmentation.ts';
import { madeLabels, madeSeries } from './madeSeries.ts';
import { mutant, randomNumbers, structureOf } from './mutateDicom.ts';

// The segmentations that fuzzing starts from, and what may come of it.

const series = madeSeries([5, 3, 4]);
const labels = madeLabels(series, 3);
const fractions = createVolume({ ...labels, voxels: Float32Array.from(labels.voxels, (value) => value / 3) });
const options = { reference: series, seed: 1, date: new Date(0) };
const fixture = (path: string): Uint8Array => new Uint8Array(readFileSync(`${hostileFolder}/../${path}`));

/** Small segmentations of every type. */
export const segmentationFiles: Readonly<Record<string, Uint8Array>> = {
	'an unaligned one': fixture('hostile/dicom/seg-unaligned-bits.dcm'),
	'a binary one': writeSegmentation(labels, options),
	'an overlapping one': writeSegmentation([labels, labels], { ...options, emptyFrames: 'keep' }),
	fractions: writeSegmentation(fractions, { ...options, type: 'FRACTIONAL' }),
	'a label map': writeSegmentation(labels, { ...options, type: 'LABELMAP' }),
	'a packed label map': fixture('dicom/segmentations/labelmap8-rle.dcm'),
	'packed fractions': fixture('dicom/segmentations/fractional8-rle.dcm'),
};

const ENGINE_TEXT =
	/Invalid (typed )?array length|outside the bounds|call stack|Cannot read prop|is undefined|of undefined|NaN|allocation failed|is not a function|DataView/;

/** A segmentation, or undefined where it is refused in this package's own words. */
export async function readSegmentationOrRefuse(bytes: Uint8Array): Promise<Segmentation | undefined> {
	try {
		return await readSegmentation(bytes);
	} catch (cause) {
		if (cause instanceof DicomError && !ENGINE_TEXT.test(cause.message)) return undefined;
		throw new Error(`a foreign error: ${cause}`, { cause });
	}
}

const bases = Object.values(segmentationFiles).map((bytes) => ({ bytes, structure: structureOf(bytes) }));

/**
 * Reads the n-th mutant of a segmentation.
 * @returns whether it was read; false where it was refused
 * @throws Error where it is neither
 */
export async function trySegmentation(n: number): Promise<boolean> {
	const below = randomNumbers(n);
	const { bytes, structure } = bases[below(bases.length)]!;
	return (await readSegmentationOrRefuse(mutant(bytes, structure, below))) !== undefined;
}
