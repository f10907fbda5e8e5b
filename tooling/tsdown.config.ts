import { defineConfig, type UserConfig } from 'tsdown';

/** How every package is built: ES modules and their declarations, from `src/index.ts` into `dist`. */
const config: UserConfig = defineConfig({
	cwd: process.cwd(),
	entry: ['src/index.ts'],
	format: 'esm',
	platform: 'neutral',
	target: 'es2023',
	deps: { neverBundle: [/^node:/] },
	dts: { oxc: true },
	sourcemap: false,
	fixedExtension: false,
});

export default config;
