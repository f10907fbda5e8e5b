import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { type HostileCase, hostileCases, hostileFolder } from 'unetr-testkit';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { voxelToWorld } from './affine.ts';
import type { VolumeSource } from './openSource.ts';
import { readVolume } from './readVolume.ts';
import type { Volume } from './volume.ts';
import { VolumeError } from './volumeError.ts';

const browser = vi.hoisted(() => ({ pretend: false }));
vi.mock('./source/nodeFiles.ts', async (importOriginal) => {
	const original = await importOriginal<typeof import('./source/nodeFiles.ts')>();
	return { ...original, isNode: () => !browser.pretend };
});
afterEach(() => {
	browser.pretend = false;
});

const ENGINE_TEXT =
	/Invalid (typed )?array length|outside the bounds|call stack|Cannot read prop|undefined|allocation failed|is not a function|DataView/;

interface ExpectedVoxel {
	readonly at: number[];
	readonly world?: number[];
	readonly value: number | string;
}

/** Every way in which a case can be handed over, with what its message must name. */
async function sources(file: string): Promise<[string, VolumeSource, string][]> {
	const path = `${hostileFolder}/${file}`;
	const bytes = await readFile(path);
	const parts: [Uint8Array, ...Uint8Array[]] = [bytes];
	if (file.endsWith('.hdr')) {
		const image = await readFile(path.replace('.hdr', '.img')).catch(() => undefined);
		if (image !== undefined) parts.push(image);
	}
	return [
		['path', path, path],
		['URL', pathToFileURL(path), path],
		['bytes', parts.length > 1 ? parts : bytes, 'NIfTI bytes'],
		[
			'File',
			parts.length > 1 ? parts.map((part) => new Blob([new Uint8Array(part)])) : new File([bytes], file),
			parts.length > 1 ? 'NIfTI bytes' : file,
		],
	];
}

function expectValue(volume: Volume, { orValue }: HostileCase): void {
	const [ni, nj, nk] = volume.shape;
	const shape = volume.channels === 1 ? [...volume.shape] : [...volume.shape, volume.channels];
	expect(shape).toEqual(orValue.shape);
	for (const [axis, size] of orValue.spacing.entries()) expect(volume.spacingMm[axis]).toBeCloseTo(size, 4);
	for (const [row, values] of orValue.affine.entries()) {
		for (const [column, value] of values.entries())
			expect(volume.affine[row]?.[column]).toBeCloseTo(value, 4);
	}
	for (const { at, world, value } of orValue.voxels as ExpectedVoxel[]) {
		const [i, j, k, c = 0] = at as [number, number, number, number?];
		expect(volume.voxels[i + ni * (j + nj * (k + nk * c))]).toBe(Number(value));
		const position = voxelToWorld(volume.affine, [i, j, k]);
		for (const [axis, mm] of (world ?? []).entries()) expect(position[axis]).toBeCloseTo(mm, 3);
	}
	if (orValue.sum !== undefined)
		expect(Array.from(volume.voxels).reduce((sum, value) => sum + value, 0)).toBe(orValue.sum);
}

function expectRefusal(error: unknown, name: string, mentions: readonly string[]): void {
	expect(error).toBeInstanceOf(VolumeError);
	const { message } = error as VolumeError;
	expect(message).toContain(name);
	expect(message).not.toMatch(ENGINE_TEXT);
	for (const mention of mentions)
		expect(message.toLowerCase()).toMatch(new RegExp(mention.replace('^', '\\^'), 'i'));
}

describe.each(hostileCases('nifti'))('$file: $fault', (hostile) => {
	it.each([false, true])(
		'has its outcome from every kind of source, as in a browser: %s',
		async (pretend) => {
			const prototypeKeys = Reflect.ownKeys(Object.prototype);
			for (const [kind, source, name] of await sources(hostile.file)) {
				if (pretend && (kind === 'path' || kind === 'URL')) continue;
				browser.pretend = pretend;
				const outcome = await readVolume(source).catch((cause: unknown) => cause);
				browser.pretend = false;
				// Exactly the stored value is right for some of the refused cases too; nothing else is.
				const exact = hostile.expect === 'ok' || hostile.file === 'nifti/4d-time-2.nii';
				if (exact) expectValue(outcome as Volume, hostile);
				else expectRefusal(outcome, name, hostile.errorShouldMention);
			}
			expect(Reflect.ownKeys(Object.prototype)).toEqual(prototypeKeys);
		},
	);

	it('takes no more memory than it may', async () => {
		const path = `${hostileFolder}/${hostile.file}`;
		const before = process.memoryUsage();
		await readVolume(path).catch(() => undefined);
		const after = process.memoryUsage();
		const grownMB = (after.rss - before.rss) / 2 ** 20;
		expect(grownMB).toBeLessThan(hostile.maxMemoryMB);
	});
});
