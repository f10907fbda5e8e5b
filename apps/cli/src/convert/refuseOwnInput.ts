import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { volumeStem } from '@unetr/volume';
import { exists } from '../files/volumeFiles.ts';
import { Refusal } from '../refusal.ts';

/** Endings of the files that hold the voxels, by that of a header of its own. */
const DATA_ENDINGS: Readonly<Record<string, readonly string[]>> = {
	hdr: ['.img', '.img.gz'],
	nhdr: ['.raw', '.raw.gz'],
	mhd: ['.raw', '.zraw'],
};

/**
 * Makes sure that writing replaces no file of the input: not itself, and not the voxels that may belong to its header.
 *
 * @throws Refusal naming the output and the input.
 */
export async function refuseOwnInput(input: string, output: string): Promise<void> {
	const from = await placeOf(input);
	const isDetached = headerEnding(input) !== undefined;
	for (const path of [output, ...dataFiles(output)]) {
		const to = await placeOf(path);
		const isData = isDetached && path !== output && dirname(to) === dirname(from) && (await exists(path));
		if (to !== from && !isData) continue;
		const what = to === from ? 'its own input' : `${path}, which may hold the voxels of its own input`;
		throw new Refusal(`${output} would replace ${what} ${input}; choose another name.`);
	}
}

/** The path behind links, of a file that need not be there. */
async function placeOf(path: string): Promise<string> {
	const folder = await realpath(dirname(path)).catch(() => resolve(dirname(path)));
	return realpath(path).catch(() => join(folder, basename(path)));
}

function headerEnding(path: string): string | undefined {
	return /\.(hdr|nhdr|mhd)(\.gz)?$/i.exec(path)?.[1]?.toLowerCase();
}

function dataFiles(path: string): string[] {
	const endings = DATA_ENDINGS[headerEnding(path) ?? ''] ?? [];
	return endings.map((ending) => `${volumeStem(path)}${ending}`);
}
