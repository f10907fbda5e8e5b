import { SimdError } from './simdError.ts';

/** The compiled kernels and which of the two variants they are. */
export interface KernelModule {
	readonly module: WebAssembly.Module;
	readonly variant: 'relaxed SIMD' | 'SIMD';
}

/** `(func (drop (f32x4.relaxed_madd …)))`: valid only where relaxed SIMD is. */
const relaxedProbe = new Uint8Array([
	...[0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 20, 1, 18, 0],
	...[65, 0, 253, 17, 65, 0, 253, 17, 65, 0, 253, 17, 253, 133, 2, 26, 11],
]);

const nodeMajor = Number(globalThis.process?.versions?.node?.split('.')[0] ?? 0);

/**
 * V8 flags for the compilation of the kernels, each with the one that restores the default.
 *
 * Everything is compiled by the optimising compiler at once: WebAssembly has no on-stack replacement, so a
 * kernel that is called once would stay in baseline code. From Node 24 on, pairs of 128-bit vectors are merged
 * into 256-bit ones where the processor has them. Flags are read while a module is compiled, so other modules of
 * the process are not touched.
 */
const compilationFlags: readonly (readonly [string, string])[] = [
	...(nodeMajor >= 20
		? ([
				['--no-liftoff', '--liftoff'],
				['--no-wasm-lazy-compilation', '--wasm-lazy-compilation'],
			] as const)
		: []),
	...(nodeMajor >= 24
		? ([['--experimental-wasm-revectorize', '--no-experimental-wasm-revectorize']] as const)
		: []),
];

/**
 * Compiles the variant that this engine can run.
 *
 * @param wasmUrl where the two .wasm files are: a folder's URL, or one for each variant
 * @throws {SimdError} if WebAssembly SIMD is missing or the file cannot be read.
 */
export async function loadKernelModule(wasmUrl?: string | URL): Promise<KernelModule> {
	const relaxed = withRelaxedSimd();
	const file = relaxed ? 'kernels-relaxed.wasm' : 'kernels.wasm';
	const bytes = await readKernels(wasmUrl ? new URL(file, wasmUrl) : defaultUrl(relaxed));
	if (!WebAssembly.validate(bytes)) {
		throw new SimdError(
			'the simd backend needs WebAssembly SIMD and threads, which this engine does not have',
		);
	}
	return { module: compile(bytes), variant: relaxed ? 'relaxed SIMD' : 'SIMD' };
}

/** Relaxed SIMD is on by default from V8 11.4 (Node 22); Node 20 has it behind a flag. */
function withRelaxedSimd(): boolean {
	if (nodeMajor === 20) nodeV8()?.setFlagsFromString('--experimental-wasm-relaxed-simd');
	return WebAssembly.validate(relaxedProbe);
}

function compile(bytes: BufferSource): WebAssembly.Module {
	const v8 = nodeV8();
	for (const [set] of compilationFlags) v8?.setFlagsFromString(set);
	try {
		return new WebAssembly.Module(bytes);
	} finally {
		for (const [, restore] of compilationFlags) v8?.setFlagsFromString(restore);
	}
}

const nodeV8 = (): typeof import('node:v8') | undefined => globalThis.process?.getBuiltinModule?.('node:v8');

/** Beside the built entry; run from source, in the package's `dist`. */
function defaultUrl(relaxed: boolean): URL {
	if (import.meta.url.endsWith('.ts')) {
		const built = ['..', '..', 'dist', relaxed ? 'kernels-relaxed.wasm' : 'kernels.wasm'].join('/');
		return new URL(built, import.meta.url);
	}
	return relaxed
		? new URL('./kernels-relaxed.wasm', import.meta.url)
		: new URL('./kernels.wasm', import.meta.url);
}

async function readKernels(url: URL): Promise<Uint8Array<ArrayBuffer>> {
	try {
		if (url.protocol === 'file:') {
			const { readFile } = globalThis.process.getBuiltinModule('node:fs/promises');
			return new Uint8Array(await readFile(url));
		}
		const response = await fetch(url);
		if (!response.ok) throw new SimdError(`status ${response.status}`);
		return new Uint8Array(await response.arrayBuffer());
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		throw new SimdError(`the simd backend cannot read its kernels from ${url.href} (${reason})`);
	}
}
