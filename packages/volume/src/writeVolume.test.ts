import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { scalingAffine } from './affine.ts';
import { encodeNifti } from './nifti/encodeNifti.ts';
import { encodeNiftiGz } from './nifti/encodeNiftiGz.ts';
import { readVolume } from './readVolume.ts';
import { arbitraryVolume } from './testing/arbitraryVolume.ts';
import { createVolume } from './volume.ts';
import { VolumeError } from './volumeError.ts';
import { writeVolume } from './writeVolume.ts';

const failure = vi.hoisted(() => ({ code: '' }));
vi.mock('node:fs', async (importOriginal) => {
	const original = await importOriginal<typeof import('node:fs')>();
	const promises = {
		...original.promises,
		writeFile: async (...args: Parameters<typeof original.promises.writeFile>) => {
			if (failure.code === '') return original.promises.writeFile(...args);
			// Half of it arrives, as on a disk that fills up.
			await original.promises.writeFile(args[0], 'half');
			throw Object.assign(new Error(`${failure.code}: from the system`), { code: failure.code });
		},
	};
	return { ...original, promises, default: { ...original, promises } };
});

let folder = '';
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'unetr-volume-'));
});
beforeEach(() => {
	failure.code = '';
});
afterAll(() => rm(folder, { recursive: true }));

const volume = createVolume({
	voxels: Uint16Array.from({ length: 24 }, (_, n) => 1000 * n),
	shape: [2, 3, 4],
	affine: scalingAffine([2, 3, 4], [-5, 7, 9]),
	header: { description: 'phantom', spaceCode: 4 },
});

describe('writeVolume', () => {
	it('gives back voxels, type, shape, channels and affine, for any volume', async () => {
		await fc.assert(
			fc.asyncProperty(arbitraryVolume, fc.constantFrom('a.nii', 'a.nii.gz'), async (written, name) => {
				await writeVolume(join(folder, name), written);
				const read = await readVolume(join(folder, name));
				expect(read.voxels).toEqual(written.voxels);
				expect([read.shape, read.channels]).toEqual([written.shape, written.channels]);
				expect(read.affine.flat()).toEqual(written.affine.flat().map(Math.fround));
			}),
			{ numRuns: 60 },
		);
	});

	it('compresses by name and keeps space and description', async () => {
		await writeVolume(join(folder, 'b.nii.gz'), volume);
		expect([...(await readFile(join(folder, 'b.nii.gz'))).subarray(0, 2)]).toEqual([0x1f, 0x8b]);
		const { header } = await readVolume(join(folder, 'b.nii.gz'));
		expect(header).toMatchObject({
			description: 'phantom',
			spaceCode: 4,
			affineSource: 'sform',
			datatype: 'uint16',
		});
		await writeVolume(join(folder, 'b.nii'), volume, { description: 'other' });
		expect((await readVolume(join(folder, 'b.nii'))).header.description).toBe('other');
	});

	it('stores a qform that is the sform, unless the affine shears', async () => {
		await fc.assert(
			fc.asyncProperty(arbitraryVolume, async (written) => {
				const bytes = encodeNifti(written);
				new DataView(bytes.buffer).setInt16(254, 0, true);
				const read = await readVolume(bytes);
				expect(read.header.affineSource).toBe('qform');
				// The header holds b, c, d in single precision and leaves a = sqrt(1 - b^2 - c^2 - d^2) to the reader. Where a
				// is not small that costs a few 2^-24; towards a half turn up to sqrt(3 * 2^-24) in a, twice that in a cosine.
				const [b, c, d] = [256, 260, 264].map((at) => new DataView(bytes.buffer).getFloat32(at, true)) as [
					number,
					number,
					number,
				];
				const tolerance = 1 - b * b - c * c - d * d > 0.01 ? 4e-6 : 1e-3;
				for (const [row, values] of written.affine.slice(0, 3).entries()) {
					for (const axis of [0, 1, 2] as const) {
						const error = Math.abs(read.affine[row]![axis] - values[axis]) / written.spacingMm[axis];
						expect(error).toBeLessThan(tolerance);
					}
					expect(read.affine[row]![3]).toBe(Math.fround(values[3]));
				}
			}),
			{ numRuns: 200 },
		);
		const sheared = encodeNifti({
			...volume,
			affine: [
				[2, 1, 0, 0],
				[0, 3, 0, 0],
				[0, 0, 4, 0],
				[0, 0, 0, 1],
			],
		});
		expect(new DataView(sheared.buffer).getInt16(252, true)).toBe(0);
	});

	it('writes the voxels that a view shows, not the whole buffer', async () => {
		const view = new Int16Array(new Int16Array([9, 9, 1, 2, 9]).buffer, 4, 2);
		const bytes = encodeNifti(
			createVolume({ voxels: view, shape: [2, 1, 1], affine: scalingAffine([1, 1, 1]) }),
		);
		expect((await readVolume(bytes)).voxels).toEqual(new Int16Array([1, 2]));
	});

	it('makes the same bytes for browsers', async () => {
		const packed = await encodeNiftiGz(volume);
		expect((await readVolume(packed)).voxels).toEqual(volume.voxels);
	});

	it.each([
		['another ending', 'c.png', volume, {}, /c\.png: .*must end in \.nii or \.nii\.gz/],
		['a missing folder', 'no/such/c.nii', volume, {}, /the folder .*no\/such does not exist/],
		['a long description', 'c.nii', volume, { description: 'é'.repeat(40) }, /80 bytes in UTF-8/],
		[
			'a long axis',
			'c.nii',
			createVolume({ voxels: new Uint8Array(40000), shape: [40000, 1, 1], affine: scalingAffine([1, 1, 1]) }),
			{ version: 1 as const },
			/at most 32767; axis 1 of the volume has 40000/,
		],
		[
			'a huge affine',
			'c.nii',
			{ ...volume, affine: scalingAffine([1e39, 1, 1]) },
			{},
			/too large for the float32/,
		],
	])('refuses %s and leaves nothing', async (_, name, wrong, options, message) => {
		const error = await writeVolume(join(folder, name), wrong, options).catch((cause: unknown) => cause);
		expect(error).toBeInstanceOf(VolumeError);
		expect((error as Error).message).toMatch(message);
		expect((await readdir(folder)).filter((entry) => entry.startsWith('c'))).toEqual([]);
	});

	it('does not write after a signal', async () => {
		const reason = new Error('enough');
		await expect(
			writeVolume(join(folder, 'd.nii'), volume, { signal: AbortSignal.abort(reason) }),
		).rejects.toBe(reason);
		expect(await readdir(folder)).not.toContain('d.nii');
	});
});

describe('a write that fails half way', () => {
	it.each([
		['ENOSPC', /the disk is full/],
		['EFBIG', /larger than the file system or the limit/],
		['EACCES', /permission denied/],
		['EIO', /the system says EIO/],
	])('with %s is one sentence and keeps the file that was there', async (code, message) => {
		const path = join(folder, 'e.nii');
		await writeFile(path, 'old');
		failure.code = code;
		const error = await writeVolume(path, volume).catch((cause: unknown) => cause);
		failure.code = '';
		expect(error).toBeInstanceOf(VolumeError);
		expect((error as Error).message).toMatch(message);
		expect((error as Error).message).toContain(path);
		expect(await readFile(path, 'utf8')).toBe('old');
		expect((await readdir(folder)).filter((entry) => entry.startsWith('e'))).toEqual(['e.nii']);
	});

	it.skipIf(process.platform === 'win32')('survives the size limit of the process', async () => {
		const script = `
			const { createVolume, writeVolume, scalingAffine } = await import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)});
			const volume = createVolume({ voxels: new Uint8Array(1 << 20), shape: [64, 64, 256], affine: scalingAffine([1, 1, 1]) });
			await writeVolume(process.env.TARGET, volume).catch(({ name, message }) => console.log(name + ': ' + message));`;
		const node = `"${process.execPath}" --conditions=unetr-source --input-type=module -e "$SCRIPT"`;
		const limited = await mkdtemp(join(folder, 'limited-'));
		const env = { ...process.env, SCRIPT: script, TARGET: join(limited, 'f.nii') };
		const { stdout } = await promisify(execFile)('sh', ['-c', `ulimit -f 64 && ${node}`], { env });
		expect(stdout).toMatch(/^VolumeError: .*f\.nii cannot be written: it is larger than/);
		expect(await readdir(limited)).toEqual([]);
	});
});
