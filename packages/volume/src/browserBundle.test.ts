import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type OutputChunk, rolldown } from 'rolldown';
import { beforeAll, describe, expect, it } from 'vitest';

const entry = fileURLToPath(new URL('./browser.ts', import.meta.url));
const chunks: OutputChunk[] = [];

beforeAll(async () => {
	const bundle = await rolldown({
		input: entry,
		platform: 'browser',
		resolve: { conditionNames: ['unetr-source', 'browser', 'import', 'default'] },
	});
	const { output } = await bundle.generate({ format: 'esm', minify: true });
	chunks.push(...output.filter((one) => one.type === 'chunk'));
});

describe('what a browser gets', () => {
	it('reaches for nothing of Node, and for no other package', () => {
		expect(chunks.flatMap(({ imports, dynamicImports }) => [...imports, ...dynamicImports])).toEqual([]);
		for (const { code } of chunks) expect(code).not.toMatch(/["'`](node:|fs["'`])/);
		const modules = chunks.flatMap(({ moduleIds }) => moduleIds);
		expect(modules.filter((id) => id.includes('node_modules') || id.includes('files.node'))).toEqual([]);
	});

	it('is below 30 kB, with its decompressor', () => {
		const bytes = chunks.map(({ code }) => gzipSync(code, { level: 9 }).length);
		expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThan(30_000);
	});
});
