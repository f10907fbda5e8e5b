import { defineConfig, type UserConfig } from 'tsdown';
import base from '../../tooling/tsdown.config.ts';

/** Shaders are bundled as text; what is for Node alone is an entry of its own. */
const config: UserConfig = defineConfig({
	...(base as UserConfig),
	entry: { index: 'src/index.ts', node: 'src/node.ts' },
	loader: { '.wgsl': 'text' },
});

export default config;
