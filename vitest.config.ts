import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { ClosingReporter } from './tooling/checks/closingReporter.ts';
import { wgslText } from './tooling/wgsl/wgslText.ts';

const config: ViteUserConfig = defineConfig({
	plugins: [wgslText()],
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
