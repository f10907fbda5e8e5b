import type { TensorInfo } from '../backend/kernel.ts';
import type { WebGpuBackend } from '../backend/webGpuBackend.ts';

/**
 * A kernel of tfjs by one of our own; gives nothing for what it does not cover: then tfjs' own runs.
 *
 * @param stock tfjs' own, for other inputs
 */
export type StockKernel = (
	backend: WebGpuBackend,
	inputs: Readonly<Record<string, TensorInfo>>,
	attributes: Readonly<Record<string, unknown>>,
	stock: (inputs: Readonly<Record<string, TensorInfo>>) => TensorInfo,
) => TensorInfo | undefined;
