import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../../shared/data', import.meta.url));

/**
 * The folder of real volumes beside the clone, or one of its entries; null where the folder is absent, so that
 * a test can skip and say so. Under CI its absence is an error.
 */
export function sharedData(entry = ''): string | null {
	if (existsSync(folder)) return entry ? `${folder}/${entry}` : folder;
	if (process.env.CI === 'true') throw new Error('CI needs the folder ../shared/data beside the clone');
	return null;
}
