import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { callAlone, type HostileCase, hostileCases, hostileFolder } from 'unetr-testkit';
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
	readonly value: number | string | number[];
}

const FORMAT_NAMES: Readonly<Record<string, string>> = {
	nifti: 'NIfTI',
	nrrd: 'NRRD',
	metaimage: 'MetaImage',
};

/** Names of the files that belong to a header, from its folder on. */
function companionsOf(file: string): string[] {
	if (/pair-ni1|analyze75/.test(file)) return [file.replace('.hdr', '.img')];
	if (file.endsWith('list.nhdr')) return [0, 1, 2].map((n) => `nrrd/list-${n}.raw`);
	return file.includes('traversal') ? ['canary/secret.raw'] : [];
}

/** Every way in which a case can be handed over, with what its message must name. */
async function sources({ file, format }: HostileCase): Promise<[string, VolumeSource, string][]> {
	const path = `${hostileFolder}/${file}`;
	const names = [file, ...(format === 'nifti' && !file.endsWith('.hdr') ? [] : companionsOf(file))];
	const parts = await Promise.all(names.map((name) => readFile(`${hostileFolder}/${name}`)));
	const named = parts.map((part, n) => new File([part], basename(names[n])));
	return [
		['path', path, path],
		['URL', pathToFileURL(path), path],
		['bytes', parts.length > 1 ? parts : parts[0], `${FORMAT_NAMES[format]} bytes`],
		['Files', named.length > 1 ? named.reverse() : named[0], basename(file)],
	];
}

function expectValue(volume: Volume, { orValue }: HostileCase): void {
	const [ni, nj, nk] = volume.shape;
	const channels = orValue.channels ?? orValue.shape[3] ?? 1;
	expect([volume.shape, volume.channels]).toEqual([orValue.shape.slice(0, 3), channels]);
	for (const [axis, size] of orValue.spacing.entries()) expect(volume.spacingMm[axis]).toBeCloseTo(size, 4);
	for (const [row, values] of orValue.affine.entries()) {
		for (const [column, value] of values.entries())
			expect(volume.affine[row]?.[column]).toBeCloseTo(value, 4);
	}
	for (const { at, world, value } of orValue.voxels as ExpectedVoxel[]) {
		const [i, j, k, c = 0] = at as [number, number, number, number?];
		for (const [n, one] of [value].flat().entries()) {
			expect(volume.voxels[i + ni * (j + nj * (k + nk * (c + n)))]).toBe(Number(one));
		}
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

/** Cases that may be refused or read as they are stored, and are read. */
const READ_EXACTLY = ['nifti/4d-time-2.nii', 'nrrd/vector-first.nrrd'];

const formats = ['nifti', 'nrrd', 'metaimage'];
const cases = formats.flatMap(hostileCases);

describe.each(cases)('$file: $fault', (hostile) => {
	it.each([false, true])(
		'has its outcome from every kind of source, as in a browser: %s',
		async (pretend) => {
			const prototypeKeys = Reflect.ownKeys(Object.prototype);
			for (const [kind, source, name] of await sources(hostile)) {
				if (pretend && (kind === 'path' || kind === 'URL')) continue;
				browser.pretend = pretend;
				const outcome = await readVolume(source).catch((cause: unknown) => cause);
				browser.pretend = false;
				// Exactly the stored value is right for some of the refused cases too; nothing else is.
				const exact = hostile.expect === 'ok' || READ_EXACTLY.includes(hostile.file);
				if (exact) expectValue(outcome as Volume, hostile);
				else expectRefusal(outcome, name, hostile.errorShouldMention);
			}
			expect(Reflect.ownKeys(Object.prototype)).toEqual(prototypeKeys);
		},
	);
});

it.each(cases)('$file stays within its memory and time in a process of its own', async (hostile) => {
	const reader = new URL('./readVolume.ts', import.meta.url);
	const outcome = await callAlone(reader, 'readVolume', `${hostileFolder}/${hostile.file}`, hostile);
	const isRead = hostile.expect === 'ok' || READ_EXACTLY.includes(hostile.file);
	expect(outcome.error?.name).toBe(isRead ? undefined : 'VolumeError');
	expect(outcome.grownKb).toBeLessThan(hostile.maxMemoryMB * 1000);
	expect(outcome.seconds).toBeLessThan(hostile.maxSeconds);
	expect(outcome.pollutes).toBe(false);
});
