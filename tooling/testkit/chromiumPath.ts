import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * The Chromium that tests start: `CHROMIUM_PATH`, or `chromium` on PATH; null where there is none, so that a test
 * can skip and say so. Under CI its absence is an error.
 *
 * @throws {Error} if `CHROMIUM_PATH` names no program, or under CI if there is no Chromium.
 */
export function chromiumPath(): string | null {
	const named = process.env.CHROMIUM_PATH;
	if (named) {
		if (isProgram(named)) return named;
		throw new Error(`CHROMIUM_PATH names '${named}', which is no program: name Chromium's, or unset it`);
	}
	const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
	const found = folders.map((folder) => join(folder, 'chromium')).find(isProgram);
	if (found) return found;
	if (process.env.CI === 'true') {
		throw new Error('CI needs chromium on PATH or in CHROMIUM_PATH (apt-get install chromium)');
	}
	return null;
}

function isProgram(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}
