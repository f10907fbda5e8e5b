import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileNameOf, type TuningStore } from './tuningStore.ts';

/** The folder for what programs may lose: XDG_CACHE_HOME or ~/.cache, ~/Library/Caches, or %LOCALAPPDATA%. */
function cacheFolder(): string {
	if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
	if (process.platform === 'win32') return process.env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local');
	return process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
}

const folder = (): string => join(cacheFolder(), 'unetr', 'webgpu-tiles');

const isMissing = (cause: unknown): boolean =>
	cause instanceof Error && (cause as NodeJS.ErrnoException).code === 'ENOENT';

/** A file for each adapter in the user's cache folder, written beside and renamed. */
export const folderStore: TuningStore = {
	async read(adapter) {
		try {
			return await readFile(join(folder(), fileNameOf(adapter)), 'utf8');
		} catch (cause) {
			if (isMissing(cause)) return undefined;
			throw cause;
		}
	},
	async write(adapter, text) {
		await mkdir(folder(), { recursive: true });
		const path = join(folder(), fileNameOf(adapter));
		const beside = `${path}.${process.pid}`;
		try {
			await writeFile(beside, text);
			await rename(beside, path);
		} catch (cause) {
			await rm(beside, { force: true });
			throw cause;
		}
	},
};
