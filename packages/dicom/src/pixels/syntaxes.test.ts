import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DicomError } from '../dicomError.ts';
import { readDicom } from '../readDicom.ts';

/** One small image in a transfer syntax; see tooling/fixtures/dicom/make_syntaxes.py. */
interface SyntaxCase {
	readonly name: string;
	readonly transferSyntax: string;
	readonly dtype: string;
	readonly shape: number[];
	/** Row-major, frame after frame. */
	readonly values: number[];
	readonly refused?: boolean;
}

const folder = new URL('../../../../tooling/fixtures/dicom/', import.meta.url);
const cases: readonly SyntaxCase[] = JSON.parse(readFileSync(new URL('syntaxes.json', folder), 'utf8'));
const file = (name: string): Uint8Array => readFileSync(new URL(`syntaxes/${name}.dcm`, folder));

/** Decoders of lossy JPEG may round the inverse transform either way. */
const ROUNDED: Readonly<Record<string, number>> = { 'jpeg-baseline-uint8': 1, 'j2k-lossy-uint16': 1 };

describe('transfer syntaxes, as pydicom and GDCM read them', () => {
	it.each(cases.filter(({ refused }) => !refused))('$name ($transferSyntax)', async (expected) => {
		const volume = await readDicom(file(expected.name));
		expect(volume.header.datatype).toBe(expected.dtype);
		expect(volume.shape).toEqual(expected.shape);
		const rounding = ROUNDED[expected.name] ?? 0;
		if (rounding === 0) expect(Array.from(volume.voxels)).toEqual(expected.values);
		const worst = expected.values.reduce(
			(most, value, n) => Math.max(most, Math.abs(value - volume.voxels[n]!)),
			0,
		);
		expect(worst).toBeLessThanOrEqual(rounding);
	});

	it.each(cases.filter(({ refused }) => refused))(
		'$name ($transferSyntax) is refused by name',
		async ({ name }) => {
			const outcome = await readDicom(file(name), { name: 'x.dcm' }).catch((cause: unknown) => cause);
			expect(outcome).toBeInstanceOf(DicomError);
			expect((outcome as DicomError).message).toMatch(/^x\.dcm.*(transfer syntax|offset table)/);
		},
	);
});
