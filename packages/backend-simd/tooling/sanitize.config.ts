import { join } from 'node:path';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** The tests that run native kernels, with the sanitized addon in place of the package's. */
const config: ViteUserConfig = defineConfig({
	resolve: { conditions: ['unetr-source'] },
	ssr: { resolve: { conditions: ['unetr-source'] } },
	test: {
		root: join(import.meta.dirname, '..'),
		include: ['src/**/native*.test.ts', 'src/fuzz.test.ts'],
		setupFiles: [join(import.meta.dirname, 'sanitizedAddon.ts')],
		pool: 'forks',
		maxWorkers: 1,
		testTimeout: 600_000,
		hookTimeout: 600_000,
	},
});

export default config;
