import type { Engine } from './engine.ts';
import { NativeEngine } from './nativeEngine.ts';
import type { SimdError } from './simdError.ts';
import type { SimdOptions } from './simdOptions.ts';
import { WasmEngine } from './wasmEngine.ts';

let fallbackWasSaid = false;

/**
 * Starts the engine that was asked for: native kernels where there are some, WebAssembly elsewhere. What was chosen,
 * and in Node why not native kernels, is in its `description`; a process says the latter once on stderr as well, as it
 * costs speed.
 *
 * @throws {SimdError} if it cannot start.
 */
export async function startEngine(options: SimdOptions): Promise<Engine> {
	if (options.engine === 'wasm' || !globalThis.process?.versions?.node) return WasmEngine.create(options);
	if (options.engine === 'native') return NativeEngine.create(options);
	try {
		return NativeEngine.create(options);
	} catch (error) {
		const reason = (error as SimdError).message;
		if (!fallbackWasSaid) console.warn(`simd backend: ${reason}, so WebAssembly is used`);
		fallbackWasSaid = true;
		return WasmEngine.create(options, ` (${reason})`);
	}
}
