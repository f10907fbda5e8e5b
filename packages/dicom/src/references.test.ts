import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Affine, readVolume, type Volume } from '@unetr/volume';
import { sharedData } from 'unetr-testkit';
import { describe, expect, it } from 'vitest';
import { readDicom } from './readDicom.ts';
import { axisFlips, flipped, flippedAffine } from './testing/flipped.ts';

/** What an independent program made of a folder; see tooling/fixtures/dicom/make_references.py. */
interface Reference {
	readonly program: string;
	readonly shape: readonly number[];
	readonly channels: number;
	readonly affine: Affine;
	readonly sha256: string;
	readonly some: readonly (readonly [index: number, value: number])[];
}

const references: readonly { source: string; references: readonly Reference[] }[] = JSON.parse(
	readFileSync(new URL('../../../tooling/fixtures/dicom/references.json', import.meta.url), 'utf8'),
);

const volumes = new Map<string, Promise<Volume>>();

/** A folder of the shared data; each is read once. */
function volumeOf(source: string): Promise<Volume> {
	const volume = volumes.get(source) ?? readDicom(sharedData(source)!);
	volumes.set(source, volume);
	return volume;
}

/** The volume on the grid of a reference: programs run along an axis in either direction. */
function onGridOf(volume: Volume, affine: Affine): Volume {
	const axes = axisFlips.find((flips) =>
		flippedAffine(volume, flips).every((row, r) =>
			row.every((value, c) => Math.abs(value - affine[r]![c]!) < 1e-4),
		),
	);
	return axes === undefined ? volume : flipped(volume, axes);
}

describe.skipIf(sharedData() === null)(
	'folders of the shared data (skipped where ../shared/data is missing)',
	() => {
		const cases = references.flatMap(({ source, references: all }) =>
			all.map((reference) => [source, reference.program, reference] as const),
		);
		it.each(cases)('%s: affine and voxels are those of %s', async (source, _, reference) => {
			const volume = onGridOf(await volumeOf(source), reference.affine);
			expect(volume.shape).toEqual(reference.shape);
			expect(volume.channels).toBe(reference.channels);
			for (const [r, row] of reference.affine.entries()) {
				for (const [c, value] of row.entries()) expect(volume.affine[r]![c]).toBeCloseTo(value, 4);
			}
			for (const [index, value] of reference.some) expect(volume.voxels[index]).toBe(value);
			const values = Float32Array.from(volume.voxels);
			expect(createHash('sha256').update(new Uint8Array(values.buffer)).digest('hex')).toBe(reference.sha256);
		});

		it('has the voxels and the place of the NIfTI that came with the enhanced series', async () => {
			const folder = sharedData('dcm_qa_enh')!;
			const expected = await readVolume(`${folder}/Ref/Siemens_REST1_w_SMS_PF7-8_6.nii`);
			const volume = onGridOf(await volumeOf('dcm_qa_enh/In/Siemens/XA10'), expected.affine);
			expect(volume.voxels).toEqual(Uint16Array.from(expected.voxels));
			for (const [r, row] of expected.affine.entries()) {
				for (const [c, value] of row.entries()) expect(volume.affine[r]![c]).toBeCloseTo(value, 4);
			}
		});
	},
);
