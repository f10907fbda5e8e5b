import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type OutputChunk, rolldown } from 'rolldown';
import { beforeAll, describe, expect, it } from 'vitest';

/** Bundles a module of this package as a page would. */
async function bundled(module: string): Promise<OutputChunk[]> {
	const bundle = await rolldown({
		input: fileURLToPath(new URL(module, import.meta.url)),
		platform: 'browser',
		resolve: { conditionNames: ['unetr-source', 'browser', 'import', 'default'] },
	});
	const { output } = await bundle.generate({ format: 'esm', minify: true });
	return output.filter((one) => one.type === 'chunk');
}

const bytesOf = (chunks: readonly OutputChunk[]): number =>
	chunks.reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0);

let chunks: OutputChunk[];
beforeAll(async () => {
	chunks = await bundled('./browser.ts');
});

describe('what a browser gets', () => {
	it('reaches for nothing of Node, and for no package but the reader of headers', () => {
		expect(chunks.flatMap(({ imports, dynamicImports }) => [...imports, ...dynamicImports])).toEqual([]);
		for (const { code } of chunks) expect(code).not.toMatch(/["'`](node:|fs["'`])/);
		const modules = chunks.flatMap(({ moduleIds }) => moduleIds);
		expect(
			modules.filter(
				(id) => (id.includes('node_modules') && !id.includes('nifti-reader-js')) || id.includes('files.node'),
			),
		).toEqual([]);
	});

	it('is below 30 kB beyond its decompressor', async () => {
		expect(bytesOf(chunks) - bytesOf(await bundled('./source/inflate.ts'))).toBeLessThan(30_000);
	});
});
