import { readdir } from 'node:fs/promises';
import { Refusal } from '../refusal.ts';
import { type RunConfig, readRunConfig } from './runConfig.ts';

/**
 * Makes sure that a run may be written to a folder; nothing is created yet.
 *
 * @returns The configuration of the run that is resumed; undefined for a new one.
 * @throws Refusal where the folder holds something and is not resumed, or holds no run.
 */
export async function checkRunFolder(folder: string, resume: boolean): Promise<RunConfig | undefined> {
	const names = await listNames(folder);
	if (names.length === 0) return undefined;
	if (!resume) {
		throw new Refusal(
			`The run folder ${folder} is not empty; choose another, or add --resume to go on with it.`,
		);
	}
	const config = await readRunConfig(folder);
	if (config === undefined)
		throw new Refusal(`${folder} holds no run (config.json is missing); choose another.`);
	return config;
}

async function listNames(folder: string): Promise<string[]> {
	try {
		return await readdir(folder);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === 'ENOENT') return [];
		if (code === 'ENOTDIR') throw new Refusal(`${folder} is a file; give a folder for the run.`);
		throw error;
	}
}
