import type { SimdBackend, TensorInfo } from '../backend/simdBackend.ts';

/** Addresses of tensors that an op's shape rule has found to be there. */
export const pointersOf = (backend: SimdBackend, tensors: readonly (TensorInfo | undefined)[]): number[] =>
	tensors.map((tensor) => backend.pointer(tensor!));
