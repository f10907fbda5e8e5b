import { defineConfig, type UserConfig } from 'tsdown';
import base from '../../tooling/tsdown.config.ts';

/** The worker is an entry of its own: it is loaded by URL, beside `index.js`. */
const config: UserConfig = defineConfig({
	...(base as UserConfig),
	entry: { index: 'src/index.ts', worker: 'src/engine/worker.ts' },
	clean: false,
});

export default config;
