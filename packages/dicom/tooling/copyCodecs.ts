import { copyFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// Puts the WebAssembly of the codecs beside the built scripts, where bundlers and browsers find it by URL.
const codecs = {
	'charls.wasm': '@cornerstonejs/codec-charls/decodewasm',
	'openjpeg.wasm': '@cornerstonejs/codec-openjpeg/decodewasm',
	'libjpeg.wasm': '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm',
};

for (const [name, module] of Object.entries(codecs)) {
	const target = fileURLToPath(new URL(`../dist/${name}`, import.meta.url));
	copyFileSync(fileURLToPath(import.meta.resolve(module)), target);
}
