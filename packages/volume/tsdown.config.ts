import type { UserConfig } from 'tsdown';
import base from '../../tooling/tsdown.config.ts';

/** What browsers get is an entry of its own, and of the two files for Node and without it "imports" takes one. */
const config: UserConfig = {
	...(base as UserConfig),
	entry: {
		index: 'src/index.ts',
		browser: 'src/browser.ts',
		'files.node': 'src/source/files.node.ts',
		'files.browser': 'src/source/files.browser.ts',
	},
	deps: { neverBundle: [/^node:/, /^#files$/] },
};

export default config;
