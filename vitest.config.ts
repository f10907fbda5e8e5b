import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
	resolve: { conditions: ['unetr-source'] },
	ssr: { resolve: { conditions: ['unetr-source'] } },
	test: {
		include: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'tooling/**/*.test.ts'],
		testTimeout: 120_000,
		maxWorkers: 2,
	},
});

export default config;
