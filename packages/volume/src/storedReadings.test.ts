import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { sharedData } from 'unetr-testkit';
import { describe, expect, it } from 'vitest';
import { readVolume } from './readVolume.ts';
import { writtenFiles } from './testing/writtenFiles.ts';
import type { Volume } from './volume.ts';
import { VolumeError } from './volumeError.ts';

/** What nibabel or ITK found in a file; see tooling/fixtures/volumes. */
interface Reading {
	readonly shape: readonly number[];
	readonly channels: number;
	readonly type: string;
	/** Of NIfTI: whether there is a sform or a qform. */
	readonly placed?: boolean;
	readonly affine: readonly (readonly number[])[];
	readonly sum: number;
	/** Sum of the voxels times their number modulo 1009, so that a change of their order shows. */
	readonly weighted: number;
	readonly sha256?: string;
}

const readings = (program: string): [string, Reading | null][] => {
	const url = new URL(`../../../tooling/fixtures/volumes/${program}.json`, import.meta.url);
	return Object.entries(JSON.parse(readFileSync(fileURLToPath(url), 'utf8')));
};

function expectReading(volume: Volume, reading: Reading): void {
	const { voxels, shape, channels, header, affine } = volume;
	expect([shape, channels, header.datatype]).toEqual([reading.shape, reading.channels, reading.type]);
	for (const [row, values] of reading.affine.entries()) {
		if (reading.placed === false) break;
		for (const [column, value] of values.entries()) {
			// Both programs work a direction times a spacing out anew, nibabel some in single precision.
			expect(Math.abs(affine[row][column] - value)).toBeLessThan(1e-5 * Math.max(1, Math.abs(value)));
		}
	}
	let sum = 0;
	let weighted = 0;
	for (let n = 0; n < voxels.length; n++) {
		sum += voxels[n];
		weighted += voxels[n] * (n % 1009);
	}
	// Sums of integers are exact; those of fractions are not, and scaled voxels are kept in single precision.
	const exact = header.scaling === undefined && !reading.type.startsWith('float');
	expect(Math.abs(sum - reading.sum)).toBeLessThanOrEqual(exact ? 0 : 1e-6 * Math.abs(reading.sum));
	const slack = exact ? 0 : 1e-6 * Math.abs(reading.weighted);
	expect(Math.abs(weighted - reading.weighted)).toBeLessThanOrEqual(slack);
}

/** What one of the programs refuses and we read, or the other way round, and why that is right. */
const OTHERWISE: Readonly<Record<string, 'read' | 'refused'>> = {
	// ITK was built without bzip2, and takes no image of four axes for a volume.
	'pynrrd/BallBinary30x30x30_bz2.nrrd': 'read',
	'pynrrd/test_simple4d_raw.nrrd': 'read',
	// Its .img.gz is packed and its .hdr is not; nibabel looks for an .img.
	'nifti-rs/minimal2.hdr': 'read',
	// Complex numbers are refused by name.
	'nifti-rs/complex/complex32.nii': 'refused',
	'nifti-rs/complex/complex64.nii': 'refused',
};

const data = sharedData();

describe.skipIf(data === null)('real files (skipped where ../shared/data is missing)', () => {
	it.each(['nibabel', 'itk'])('are what %s found in them, or refused in our own words', async (program) => {
		let compared = 0;
		for (const [name, reading] of readings(program)) {
			if (name.startsWith('written/')) continue;
			const path = `${data}/${name}`;
			expect([name, existsSync(path)]).toEqual([name, true]);
			const outcome = await readVolume(path).catch((cause: unknown) => cause as Error);
			const isRead = !(outcome instanceof Error);
			expect([name, isRead]).toEqual([
				name,
				(OTHERWISE[name] ?? (reading === null ? 'refused' : 'read')) === 'read',
			]);
			if (outcome instanceof Error) {
				expect(outcome).toBeInstanceOf(VolumeError);
				expect(outcome.message).toContain(path);
			} else if (reading !== null) {
				expectReading(outcome, reading);
				compared++;
			}
		}
		expect(compared).toBeGreaterThan(30);
	});
});

describe('files that we write', () => {
	it('are those that ITK has read, and it found in them what they are made of', async () => {
		const stored = new Map(readings('itk'));
		for (const [name, { volume, bytes }] of await writtenFiles()) {
			const reading = stored.get(`written/${name}`)!;
			expect([name, createHash('sha256').update(bytes).digest('hex')]).toEqual([name, reading.sha256]);
			expectReading(volume, reading);
			expectReading(await readVolume(bytes), reading);
		}
	});
});
