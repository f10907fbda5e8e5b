import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

/*
 * Lets a `.wgsl` file be imported as its text by Node, for scripts that run the sources:
 * `node --conditions=unetr-source --import ./tooling/wgsl/registerWgsl.ts script.ts`.
 */
registerHooks({
	load(url, context, next) {
		if (!url.endsWith('.wgsl')) return next(url, context);
		const source = `export default ${JSON.stringify(readFileSync(fileURLToPath(url), 'utf8'))};`;
		return { format: 'module', source, shortCircuit: true };
	},
});
