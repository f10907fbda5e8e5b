import type { Plugin } from 'vitest/config';

/** Lets a `.wgsl` file be imported as its text, in tests and in the browser's bundles. */
export const wgslText = (): Plugin => ({
	name: 'wgsl-text',
	transform: (code, id) =>
		id.endsWith('.wgsl') ? { code: `export default ${JSON.stringify(code)};`, map: null } : undefined,
});
