import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Dataset, type LabelRegion, readDataset } from '@unetr/volume';
import { z } from 'zod';
import { exists } from '../files/volumeFiles.ts';
import { Refusal } from '../refusal.ts';

/** A label: its value and its name, and a colour where it has one. */
interface NamedLabel {
	readonly value: number;
	readonly name: string;
	readonly color?: string | undefined;
}

const BundleLabels: z.ZodType<{ labels: NamedLabel[] }> = z.object({
	labels: z.array(z.object({ value: z.number(), name: z.string(), color: z.string().optional() })),
});

/** Names of the classes in the order of their numbers, the background first. */
export function labelNames({ labels }: Dataset): string[] {
	return Object.keys(labels)
		.map(Number)
		.sort((a, b) => a - b)
		.map((value) => labels[value]!);
}

/** A label table. */
export interface NamedLabels {
	readonly labels: readonly NamedLabel[];
	/** Classes of several labels, which may overlap. */
	readonly regions?: readonly LabelRegion[] | undefined;
	/** Label of voxels that say nothing. */
	readonly ignoreLabel?: number | undefined;
}

/** Reads the labels of a bundle, or of a data set given its folder or the JSON file that lists its cases. */
export async function readLabels(path: string): Promise<NamedLabels> {
	const bundle = join(path, 'bundle.json');
	if (!(await exists(bundle))) {
		const dataset = await readDataset(path);
		return {
			labels: labelNames(dataset).map((name, value) => ({ value, name })),
			regions: dataset.regions,
			ignoreLabel: dataset.ignoreLabel,
		};
	}
	const text = await readFile(bundle, 'utf8');
	try {
		return BundleLabels.parse(JSON.parse(text));
	} catch {
		throw new Refusal(`${bundle} holds no list of labels; it is damaged or no bundle of unetr.`);
	}
}
