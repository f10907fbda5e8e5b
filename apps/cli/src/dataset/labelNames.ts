import { type Dataset, readDataset } from '@unetr/volume';

/** Names of the classes in the order of their numbers, the background first. */
export function labelNames({ labels }: Dataset): string[] {
	return Object.keys(labels)
		.map(Number)
		.sort((a, b) => a - b)
		.map((value) => labels[value]!);
}

/** Reads the class names of a data set, given its folder or the JSON file that lists its cases. */
export async function readLabelNames(path: string): Promise<string[]> {
	return labelNames(await readDataset(path));
}
