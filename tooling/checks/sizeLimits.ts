import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/**
 * What each package may weigh: kilobytes (1000 bytes) of everything that runs in its `dist` (scripts,
 * WebAssembly, fonts …; not declarations), each file gzipped on its own as a server would send it.
 * Raise a limit in the commit that needs it, and say there what came in.
 */
export const sizeLimitsKb: Readonly<Record<string, number>> = {
	// NIfTI, NRRD and MetaImage in and out, bzip2, four layouts of data sets, label maps; minified for a browser it is below 30.
	'@unetr/volume': 70,
	'@unetr/checkpoint': 28,
	'@unetr/ops': 34, // normAct and parts that are recomputed came in
	'@unetr/dicom': 300, // of which 232 are the three WebAssembly codecs, loaded where a file needs one
	'@unetr/transforms': 20,
	'@unetr/metrics': 26,
	'@unetr/backend-simd': 172, // two builds of the kernels; Winograd's convolutions and normAct came in
	'@unetr/backend-webgpu': 60, // of which most are shaders, as text that a reader of an error can follow; halves, tuning and normAct came in
	'@unetr/blocks': 16,
	'@unetr/vit': 14,
	'@unetr/decoders': 12,
	'@unetr/losses': 18, // fifteen losses, their options and what they say of wrong ones
	'@unetr/models': 30,
	'@unetr/inference': 12,
	'@unetr/training': 20,
	unetr: 60,
};

/** Size of what runs in a package's `dist`, gzipped file by file, in kilobytes of 1000 bytes. */
export function distSizeKb(packageFolder: string): number {
	const files = globSync('dist/**/*.{js,mjs,wasm,json,html,css}', { cwd: packageFolder });
	const bytes = files.map((file) => gzipSync(readFileSync(join(packageFolder, file)), { level: 9 }).length);
	return bytes.reduce((sum, one) => sum + one, 0) / 1000;
}
