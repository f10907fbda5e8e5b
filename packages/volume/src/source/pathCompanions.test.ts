import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readVolume } from '../readVolume.ts';
import { int16Bytes, ramp } from '../testing/niftiFixture.ts';

let root = '';
let folder = '';
const header = (file: string): string =>
	`NRRD0004\ntype: short\ndimension: 3\nsizes: 2 3 4\nendian: little\nencoding: raw\ndata file: ${file}\n`;

beforeAll(async () => {
	root = await mkdtemp(join(tmpdir(), 'unetr-detached-'));
	folder = join(root, 'folder');
	await mkdir(join(folder, 'sub'), { recursive: true });
	const voxels = int16Bytes(ramp(24), true);
	for (const name of ['a.raw', 'folder/a.raw', 'folder/sub/a.raw']) await writeFile(join(root, name), voxels);
	await symlink(join(root, 'a.raw'), join(folder, 'link.raw'));
	await symlink('a.raw', join(folder, 'inside.raw'));
	await symlink(folder, join(root, 'linked-folder'));
});
afterAll(() => rm(root, { recursive: true }));

async function read(file: string, options = {}): Promise<number[]> {
	await writeFile(join(folder, 'a.nhdr'), header(file));
	return [...(await readVolume(join(folder, 'a.nhdr'), options)).voxels];
}

describe('the data file of a header on disk', () => {
	it.each(['a.raw', './a.raw', 'sub/a.raw', 'sub\\a.raw', 'sub/../a.raw', 'inside.raw'])(
		'may be %s',
		async (file) => {
			expect(await read(file)).toEqual(ramp(24));
			// The folder itself may be reached through a link.
			expect([...(await readVolume(join(root, 'linked-folder', 'a.nhdr'))).voxels]).toEqual(ramp(24));
		},
	);

	it('is found beside a header named without a folder', async () => {
		await writeFile(join(folder, 'a.nhdr'), header('a.raw'));
		const before = process.cwd();
		process.chdir(folder);
		const volume = await readVolume('a.nhdr').finally(() => process.chdir(before));
		expect([...volume.voxels]).toEqual(ramp(24));
	});

	it.each(['../a.raw', 'sub/../../a.raw', 'link.raw'])('is not read from outside: %s', async (file) => {
		await expect(read(file)).rejects.toThrow(/leads out of .*folder/);
		expect(await read(file, { outsideFolder: true })).toEqual(ramp(24));
	});

	it('may have an absolute path only where that is allowed', async () => {
		await expect(read(join(root, 'a.raw'))).rejects.toThrow('has an absolute path');
		expect(await read(join(root, 'a.raw'), { outsideFolder: true })).toEqual(ramp(24));
	});

	it('is missed by its name', async () => {
		await expect(read('other.raw')).rejects.toThrow(
			'the voxels are in "other.raw", but there is no such file',
		);
		await expect(read('sub')).rejects.toThrow('there is no such file');
	});
});
