import type { UserConfig } from 'tsdown';
import base from '../../tooling/tsdown.config.ts';

/** Of the two files for Node and for browsers "imports" takes one. */
const config: UserConfig = {
	...(base as UserConfig),
	entry: {
		index: 'src/index.ts',
		'files.node': 'src/source/files.node.ts',
		'files.browser': 'src/source/files.browser.ts',
	},
	deps: { neverBundle: [/^node:/, /^#files$/] },
};

export default config;
