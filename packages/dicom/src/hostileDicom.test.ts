import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Affine, voxelToWorld } from '@unetr/volume';
import { zipSync } from 'fflate';
import { callAlone, type HostileCase, hostileCases, hostileFolder } from 'unetr-testkit';
import { describe, expect, it } from 'vitest';
import { readDicom } from './readDicom.ts';
import type { DicomSource } from './source/openSource.ts';

const ENGINE_TEXT =
	/Invalid (typed )?array length|outside the bounds|call stack|Cannot read prop|undefined|allocation failed|is not a function|DataView/;
const reader = new URL('./readDicom.ts', import.meta.url);

interface Outcome {
	readonly shape: readonly number[];
	readonly channels: number;
	readonly spacingMm: readonly number[];
	readonly affine: Affine;
	readonly voxels: readonly number[];
	readonly error?: string;
	readonly message?: string;
}

function expectValue({ shape, spacingMm, affine, voxels }: Outcome, { orValue }: HostileCase): void {
	expect(shape).toEqual(orValue.shape);
	for (const [axis, mm] of orValue.spacing.entries()) expect(spacingMm[axis]).toBeCloseTo(mm, 4);
	for (const [r, row] of orValue.affine.entries()) {
		for (const [c, value] of row.entries()) expect(affine[r]![c]).toBeCloseTo(value, 4);
	}
	const [ni, nj] = shape as [number, number];
	for (const { at, world, value } of orValue.voxels) {
		expect(voxels[at[0] + ni * (at[1] + nj * at[2])]).toBe(value);
		for (const [axis, mm] of voxelToWorld(affine, at).entries()) expect(mm).toBeCloseTo(world[axis], 4);
	}
	if (orValue.sum !== undefined) expect(voxels.reduce((sum, value) => sum + value, 0)).toBe(orValue.sum);
}

function expectOutcome(outcome: Outcome, hostile: HostileCase, name: string): void {
	// The sheared affine is as right as a refusal; every other error has to be one.
	const isRead = hostile.expect === 'ok' || hostile.file === 'dicom/gantry-tilt';
	if (isRead) {
		expectValue(outcome, hostile);
		return;
	}
	expect(outcome.error).toBe('DicomError');
	expect(outcome.message).toContain(name);
	expect(outcome.message).not.toMatch(ENGINE_TEXT);
	for (const mention of hostile.errorShouldMention) expect(outcome.message).toMatch(new RegExp(mention, 'i'));
}

async function outcomeOf(source: DicomSource): Promise<Outcome> {
	return readDicom(source).then(
		(volume) => ({ ...volume, voxels: Array.from(volume.voxels) }),
		(error: Error) => ({ error: error.name, message: error.message }) as Outcome,
	);
}

/** The files of a case by name. */
function filesOf(path: string): [name: string, bytes: Uint8Array<ArrayBuffer>][] {
	if (statSync(path).isFile()) return [['one.dcm', new Uint8Array(readFileSync(path))]];
	return readdirSync(path).map((name) => [name, new Uint8Array(readFileSync(join(path, name)))]);
}

describe.each([...hostileCases('dicom'), ...hostileCases('dicom-series')])('$file: $fault', (hostile) => {
	const path = join(hostileFolder, hostile.file);

	it('has its outcome in a process of its own, within its memory and time', async () => {
		const { value, error, ...used } = await callAlone(reader, 'readDicom', path, hostile);
		expectOutcome(value ?? { error: error!.name, message: error!.message }, hostile, path);
		expect(used.grownKb).toBeLessThan(hostile.maxMemoryMB * 1000);
		expect(used.seconds).toBeLessThan(hostile.maxSeconds);
		expect(used.pollutes).toBe(false);
	});

	it('has the same outcome from a URL, Files, bytes and a zip', async () => {
		const files = filesOf(path);
		const zip = zipSync(Object.fromEntries(files));
		expectOutcome(await outcomeOf(pathToFileURL(path)), hostile, path);
		const chosen = files.map(([name, bytes]) => new File([bytes], name));
		expectOutcome(await outcomeOf(chosen), hostile, '');
		expectOutcome(await outcomeOf(files.map(([, bytes]) => bytes)), hostile, 'DICOM bytes');
		expectOutcome(await outcomeOf(zip), hostile, 'DICOM bytes');
		expectOutcome(await outcomeOf(new File([zip], 'series.zip')), hostile, 'series.zip');
	});
});
