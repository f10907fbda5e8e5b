/** Options of the `simd` backend. */
export interface SimdOptions {
	/** Threads to use, the calling one included: all that the machine offers by default. */
	readonly threads?: number;
	/**
	 * `native` for the kernels that were compiled for this platform, `wasm` for those in WebAssembly; by default native
	 * ones where Node can load them, WebAssembly elsewhere.
	 */
	readonly engine?: 'native' | 'wasm';
	/** Folder of the two .wasm files, where they are not beside this module. */
	readonly wasmUrl?: string | URL;
	/** Makes a worker of this package's `worker.js`, where a bundler or another origin needs it. */
	readonly worker?: () => Worker;
}
