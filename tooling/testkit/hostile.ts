import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A malformed or extreme input and the outcome it must have; see the folder's README. */
export interface HostileCase {
	readonly file: string;
	readonly format: string;
	readonly fault: string;
	readonly expect: 'ok' | 'error';
	readonly errorShouldMention: readonly string[];
	// biome-ignore lint/suspicious/noExplicitAny: its form depends on the format
	readonly orValue: any;
	readonly maxMemoryMB: number;
	readonly maxSeconds: number;
	readonly note: string;
}

/** Folder to which the cases' paths are relative. */
export const hostileFolder: string = fileURLToPath(new URL('../fixtures/hostile', import.meta.url));

/** All cases of one format. */
export function hostileCases(format: string): HostileCase[] {
	const manifest: HostileCase[] = JSON.parse(readFileSync(`${hostileFolder}/manifest.json`, 'utf8'));
	return manifest.filter((entry) => entry.format === format);
}
