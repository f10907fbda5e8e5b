import type { Engine } from './engine.ts';
import { NativeEngine } from './nativeEngine.ts';
import { SimdError } from './simdError.ts';
import type { SimdOptions } from './simdOptions.ts';
import { WasmEngine } from './wasmEngine.ts';

const engineNames = ['native', 'wasm'];

/** @throws {SimdError} unless `engine` is absent or one of the engines. */
export function checkEngine(engine: unknown): void {
	if (engine === undefined || engineNames.includes(engine as string)) return;
	throw new SimdError(`engine must be 'native' or 'wasm', but it is ${JSON.stringify(engine)}`);
}

/**
 * Starts the engine that was asked for: native kernels where there are some, WebAssembly elsewhere. What was chosen,
 * and in Node why not native kernels, is in its `description`.
 *
 * @throws {SimdError} if it cannot start.
 */
export async function startEngine(options: SimdOptions): Promise<Engine> {
	if (options.engine === 'wasm' || !globalThis.process?.versions?.node) return WasmEngine.create(options);
	if (options.engine === 'native') return NativeEngine.create(options);
	try {
		return NativeEngine.create(options);
	} catch (error) {
		return WasmEngine.create(options, ` (${(error as SimdError).message})`);
	}
}
