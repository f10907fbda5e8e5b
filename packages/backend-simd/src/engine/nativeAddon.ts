import { SimdError } from './simdError.ts';

/** Threads of the addon that run one kernel at a time; nothing of it is visible. */
export type NativePool = object & { readonly __pool?: never };

/** What `native/addon.cpp` gives. */
export interface NativeAddon {
	/** Sets of instructions that this processor runs, the widest vectors first. */
	instructionSets(): string[];
	kernelSet(name: string): { kernels: string[]; lanes: number; tileRows: number; widest: number };
	/** Memory whose pages cost nothing until they are written, and its address. */
	reserve(bytes: number): [buffer: ArrayBuffer, address: number];
	createPool(set: string): NativePool;
	setThreads(pool: NativePool, threads: number): void;
	run(pool: NativePool, kernel: number, args: Float64Array, count: number, parallel: boolean): void;
	destroyPool(pool: NativePool): void;
}

/** How this platform's addon is called: `linux-x64`. */
function platformName(): string {
	const { platform, arch } = globalThis.process;
	return `${platform}-${arch}`;
}

/**
 * Loads the kernels that were compiled for this platform.
 *
 * @throws {SimdError} with the reason if there are none, or none that this runtime loads.
 */
export function loadNativeAddon(): NativeAddon {
	const modules = globalThis.process?.getBuiltinModule?.('node:module');
	if (!modules) throw new SimdError('native kernels need Node.js');
	const require = modules.createRequire(import.meta.url);
	// Beside the built entry; run from source, in the package's `dist`.
	const folder = import.meta.url.endsWith('.ts') ? '../../dist/native' : './native';
	const file = `${folder}/${platformName()}.node`;
	try {
		return require(file) as NativeAddon;
	} catch (error) {
		const missing = (error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND';
		const reason = missing ? '' : ` that loads (${(error as Error).message})`;
		throw new SimdError(`there are no native kernels for ${platformName()}${reason}`);
	}
}

/** Sets of instructions that native kernels can use here, the widest vectors first; none where there are no kernels. */
export function nativeInstructionSets(): string[] {
	try {
		return loadNativeAddon().instructionSets();
	} catch {
		return [];
	}
}
