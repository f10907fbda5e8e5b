import { Refusal } from '../refusal.ts';
import type { RunConfig } from './runConfig.ts';

/** What must not change when a run is gone on with: everything but its length, its engine and where its files lie. */
export function runIdentity(config: RunConfig): Record<string, unknown> {
	const { length: _length, engine: _engine, dataset, split, ...rest } = config;
	const { folder: _folder, ...sameDataset } = dataset;
	const { file: _file, ...sameSplit } = split;
	return { dataset: sameDataset, split: sameSplit, ...rest };
}

/**
 * Makes sure that a run is gone on with as it was begun.
 *
 * @throws Refusal naming the first setting that differs.
 */
export function checkSameRun(folder: string, earlier: RunConfig, config: RunConfig): void {
	const [before, now] = [settings(runIdentity(earlier)), settings(runIdentity(config))];
	for (const name of new Set([...before.keys(), ...now.keys()])) {
		const [was, value] = [before.get(name) ?? 'not given', now.get(name) ?? 'not given'];
		if (was === value) continue;
		throw new Refusal(
			`The run in ${folder} was begun with other settings (${name} was ${was}, now ${value}); give the same, or another --out.`,
		);
	}
}

/** Every setting two levels deep as JSON. */
function settings(identity: Record<string, unknown>): Map<string, string> {
	const found = new Map<string, string>();
	for (const [key, value] of Object.entries(identity)) {
		if (typeof value !== 'object' || value === null) found.set(key, JSON.stringify(value));
		else
			for (const [inner, part] of Object.entries(value)) found.set(`${key}.${inner}`, JSON.stringify(part));
	}
	return found;
}
