import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { scalingAffine } from '../affine.ts';
import { encodeNifti } from '../nifti/encodeNifti.ts';
import { createVolume, type Volume } from '../volume.ts';
import type { VoxelArray } from '../voxelArray.ts';

// Data sets made for tests.

const made: string[] = [];
afterAll(() => {
	for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

/** Contents of a folder: text, JSON and volumes as they are, voxels as 2×2×1 volumes of 1 mm. */
export type FolderContents = Readonly<Record<string, string | object | VoxelArray>>;

/** Makes a folder of files in the system's place for temporary ones; it goes when the test file is through. */
export function temporaryFolder(contents: FolderContents): string {
	const folder = mkdtempSync(join(tmpdir(), 'unetr-dataset-'));
	made.push(folder);
	for (const [name, content] of Object.entries(contents)) {
		mkdirSync(dirname(join(folder, name)), { recursive: true });
		writeFileSync(join(folder, name), fileBytes(content));
	}
	return folder;
}

function fileBytes(content: string | object | VoxelArray): string | Uint8Array {
	if (typeof content === 'string') return content;
	if ('voxels' in content) return encodeNifti(content as Volume);
	if (!ArrayBuffer.isView(content)) return JSON.stringify(content);
	const voxels = content as VoxelArray;
	const channels = voxels.length / 4;
	return encodeNifti(createVolume({ voxels, shape: [2, 2, 1], channels, affine: scalingAffine([1, 1, 1]) }));
}
