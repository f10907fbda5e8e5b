import { registerWebGpu } from './register.ts';

export type { Kernel } from './backend/kernel.ts';
export type { KernelTime } from './backend/kernelProfile.ts';
export { WebGpuBackend } from './backend/webGpuBackend.ts';
export { WebGpuError, type WebGpuProblem } from './device/webGpuError.ts';
export type { WebGpuOptions } from './device/webGpuOptions.ts';
export { kernels } from './kernels.ts';
export { type AdapterPeak, measurePeak } from './peak/measurePeak.ts';
export { configureWebGpu } from './register.ts';

registerWebGpu();
