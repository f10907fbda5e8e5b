import { isDeepStrictEqual } from 'node:util';
import type { Manifest } from './workspace.ts';

/**
 * What a package's manifest gets wrong by the house rules, as one sentence each.
 *
 * @param source the `package.json` in the workspace
 * @param packed the `package.json` in its tarball
 */
export function manifestProblems(source: Manifest, packed: Manifest): string[] {
	const rules: [boolean, string][] = [
		[source.type === 'module', '"type" must be "module"'],
		[source.license === 'Apache-2.0', '"license" must be "Apache-2.0"'],
		[Boolean(source.description), '"description" is missing'],
		[source.engines?.node === '>=20', '"engines.node" must be ">=20"'],
		[source.publishConfig?.access === 'public', '"publishConfig.access" must be "public"'],
		[source.files?.includes('dist') === true, '"files" must list "dist"'],
		[source.exports?.['./package.json'] !== undefined, '"exports" must name "./package.json"'],
		[source.bin !== undefined || source.exports?.['.'] !== undefined, '"exports" must name "."'],
		[
			!JSON.stringify(packed.exports ?? {}).includes('unetr-source'),
			'the tarball still has the condition "unetr-source"; repeat "exports" without it in "publishConfig"',
		],
		[
			isDeepStrictEqual(publishedExports(source.exports), packed.exports),
			'"publishConfig.exports" must be "exports" without the condition "unetr-source"',
		],
	];
	return [...rules.filter(([holds]) => !holds).map(([, problem]) => problem), ...rangeProblems(packed)];
}

/** `exports` as users shall see them: without the condition that leads to the sources. */
function publishedExports(exports: Manifest['exports']): unknown {
	return JSON.parse(JSON.stringify(exports ?? {}), (key, value) =>
		key === 'unetr-source' ? undefined : value,
	);
}

function rangeProblems(packed: Manifest): string[] {
	const ranges = { ...packed.dependencies, ...packed.peerDependencies, ...packed.optionalDependencies };
	return Object.entries(ranges)
		.filter(([, range]) => /^(workspace|catalog|file|link|git|https?):/.test(range) || range === '*')
		.map(([name, range]) => `the tarball depends on ${name} "${range}", which no registry can resolve`);
}
