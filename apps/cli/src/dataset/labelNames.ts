import { basename, dirname } from 'node:path';
import { type Dataset, readDataset } from '@unetr/volume';

/** Names of the classes in the order of their numbers, the background first. */
export function labelNames({ labels }: Dataset): string[] {
	return Object.keys(labels)
		.map(Number)
		.sort((a, b) => a - b)
		.map((value) => labels[value]!);
}

/** Reads the class names of a data set, given its folder or its dataset.json. */
export async function readLabelNames(path: string): Promise<string[]> {
	return labelNames(await readDataset(basename(path) === 'dataset.json' ? dirname(path) : path));
}
