import type { SimdBackend, TensorInfo } from '../backend/simdBackend.ts';

/**
 * A kernel of tfjs' own ops: `undefined` where it does not cover these types or shapes, so that the cpu kernel
 * runs.
 */
export type StockKernel = (
	backend: SimdBackend,
	inputs: Readonly<Record<string, TensorInfo>>,
	attributes: Readonly<Record<string, unknown>>,
) => TensorInfo | TensorInfo[] | undefined;

/** Whether a tensor has elements that the engine can hold: not empty, four bytes each. */
export const isWide = ({ dtype, shape }: TensorInfo): boolean =>
	(dtype === 'float32' || dtype === 'int32') && shape.every((extent) => extent > 0);

/** Whether a tensor has elements and they are floats. */
export const isFloat = (info: TensorInfo): boolean => info.dtype === 'float32' && isWide(info);
