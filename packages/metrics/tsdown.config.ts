import { defineConfig, type UserConfig } from 'tsdown';
import base from '../../tooling/tsdown.config.ts';

/** `node` reads files and starts workers; the worker is an entry of its own, loaded by URL beside it. */
const config: UserConfig = defineConfig({
	...(base as UserConfig),
	entry: {
		index: 'src/index.ts',
		node: 'src/node.ts',
		evaluateWorker: 'src/evaluate/evaluateWorker.ts',
	},
});

export default config;
