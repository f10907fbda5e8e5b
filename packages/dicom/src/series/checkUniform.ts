import { DicomError } from '../dicomError.ts';
import { quote } from '../quote.ts';
import { frameName } from './frameName.ts';
import type { StoredFrame } from './storedImage.ts';

/** Largest difference of a direction cosine within a series: 0.06°, half a voxel over a row of 512. */
const COSINE_TOLERANCE = 1e-3;
/** Relative difference of pixel spacings within a series. */
const SPACING_TOLERANCE = 1e-4;

/**
 * Checks that the frames of a series have one size, pixel spacing, orientation and frame of reference.
 * @throws DicomError that names the first frame that differs
 */
export function checkUniform(frames: readonly StoredFrame[], name: string): void {
	const first = frames[0]!;
	for (const frame of frames) {
		for (const [what, difference] of differences(first, frame)) {
			if (!difference) continue;
			throw new DicomError(
				`${name}: ${frameName(frame)} differs from ${frameName(first)} in ${what}; these slices are no single volume`,
			);
		}
	}
}

function differences(a: StoredFrame, b: StoredFrame): [what: string, isDifferent: boolean][] {
	const [p, q] = [a.place, b.place];
	const cosines = (frame: typeof p): readonly number[] => [...frame.rowDirection, ...frame.columnDirection];
	return [
		[
			`size (${a.image.layout!.columns} x ${a.image.layout!.rows} and ${b.image.layout!.columns} x ${b.image.layout!.rows} pixels)`,
			a.image.layout!.columns !== b.image.layout!.columns || a.image.layout!.rows !== b.image.layout!.rows,
		],
		[
			`orientation (${cosines(p).join('\\')} and ${cosines(q).join('\\')})`,
			cosines(p).some((cosine, n) => !(Math.abs(cosine - cosines(q)[n]!) <= COSINE_TOLERANCE)),
		],
		[
			`pixel spacing (${p.pixelSpacingMm.join('\\')} and ${q.pixelSpacingMm.join('\\')} mm)`,
			p.pixelSpacingMm.some((mm, n) => !(Math.abs(mm / q.pixelSpacingMm[n]! - 1) <= SPACING_TOLERANCE)),
		],
		[
			`frame of reference (${quote(a.image.frameOfReferenceUid)} and ${quote(b.image.frameOfReferenceUid)})`,
			a.image.frameOfReferenceUid !== b.image.frameOfReferenceUid,
		],
		[
			`photometric interpretation (${a.image.layout!.photometricInterpretation} and ${b.image.layout!.photometricInterpretation})`,
			a.image.layout!.photometricInterpretation !== b.image.layout!.photometricInterpretation,
		],
	];
}
