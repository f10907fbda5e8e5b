import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { ClosingReporter } from './tooling/checks/closingReporter.ts';

const config: ViteUserConfig = defineConfig({
	resolve: { conditions: ['unetr-source'] },
	ssr: { resolve: { conditions: ['unetr-source'] } },
	test: {
		include: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'tooling/**/*.test.ts'],
		testTimeout: 120_000,
		maxWorkers: 2,
		reporters: ['default', new ClosingReporter()],
	},
});

export default config;
