import { DicomError } from '../dicomError.ts';
import type { DicomDataset } from '../parse/dicomDataset.ts';
import type { PixelLayout } from './pixelLayout.ts';
import { pixelBytes } from './storedPixels.ts';

/** How far pixels may outgrow their compressed bytes: an empty image in JPEG 2000 or JPEG-LS takes a few dozen. */
const FREE_BYTES = 64 << 20;
const MAX_RATIO = 1000;

/** Bytes of one frame before compression. */
export function frameSize(layout: PixelLayout): number {
	return layout.rows * layout.columns * pixelBytes(layout);
}

/**
 * Checks that the pixels which the header declares are there, before anything is allocated for them.
 * @param name how messages name the file
 * @throws DicomError where there are too few or too many bytes
 */
export function checkPixelBytes(dataset: DicomDataset, layout: PixelLayout, name: string): void {
	const element = dataset.element(layout.element);
	const there = element?.valueLength ?? 0;
	const isNative = layout.transferSyntax.pixels === 'native';
	if ((element?.hasUndefinedLength ?? false) === isNative) {
		throw new DicomError(
			`${name}: the pixel data is ${isNative ? '' : 'not '}in fragments, which does not go with the transfer syntax ${layout.transferSyntax.uid}; the file is damaged`,
		);
	}
	const frame = frameSize(layout);
	const needed = layout.frames * frame;
	const tooFew = isNative ? there < needed : needed > FREE_BYTES + MAX_RATIO * there;
	if (!tooFew && !(isNative && there >= needed + Math.max(frame, 2))) return;
	throw new DicomError(
		`${name}: ${layout.element} holds ${there} bytes, but ${layout.frames} frames of ${layout.columns} x ${layout.rows} pixels ${isNative ? '' : 'come from more and '}need ${needed}; the file is ${tooFew ? 'truncated' : 'damaged'}`,
	);
}
