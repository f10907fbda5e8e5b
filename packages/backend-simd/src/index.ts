import { registerSimd } from './register.ts';

export type { Kernel } from './backend/kernel.ts';
export { SimdBackend } from './backend/simdBackend.ts';
export type { Engine, EngineMemory } from './engine/engine.ts';
export { nativeInstructionSets } from './engine/nativeAddon.ts';
export { NativeEngine } from './engine/nativeEngine.ts';
export { SimdError } from './engine/simdError.ts';
export type { SimdOptions } from './engine/simdOptions.ts';
export { WasmEngine } from './engine/wasmEngine.ts';
export { kernels } from './kernels.ts';
export { configureSimd } from './register.ts';

registerSimd();
