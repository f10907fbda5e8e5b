import type { Golden } from 'unetr-testkit';

const groups = /^(state|grad|adamw1|adamw3|buffers1)\//;

/** A golden case whose keys stand under a module path, for the model of a block that the reference ran by itself. */
export function prefixGolden(golden: Golden, prefix: string): Golden {
	const rename = (key: string): string => prefix + key;
	const { entry, sidecar, tensors } = golden;
	return {
		...golden,
		entry: { ...entry, follow: entry.follow.map(rename) },
		sidecar: {
			...sidecar,
			params: sidecar.params.map(([key, ...row]: [string, ...unknown[]]) => [rename(key), ...row]),
			recipe: sidecar.recipe.map(([key, shape, offset, scale, ...tied]: unknown[]) => [
				rename(key as string),
				...[shape, offset, scale, ...tied.map((other) => other && rename(other as string))],
			]),
		},
		tensors: new Map(
			[...tensors].map(([name, tensor]) => [name.replace(groups, (group) => group + prefix), tensor]),
		),
	};
}
