import { type Kernel, parallelFrom, sizeOf } from '../backend/kernel.ts';
import type { SimdBackend, TensorInfo } from '../backend/simdBackend.ts';

/** Runs a kernel that maps tensors of one size to a new one: `name(inputs…, out, length, scalars…)`. */
function mapElements(
	backend: SimdBackend,
	name: string,
	inputs: readonly TensorInfo[],
	scalars: readonly number[] = [],
): TensorInfo {
	const out = backend.output(inputs[0]!.shape);
	const length = sizeOf(out.shape);
	const pointers = [...inputs, out].map((tensor) => backend.pointer(tensor));
	backend.engine.run(name, [...pointers, length, ...scalars], length > parallelFrom);
	return out;
}

export const gelu: Kernel = (backend, { x }) => [mapElements(backend, 'gelu', [x!])];

export const geluGrad: Kernel = (backend, { dy, x }) => [mapElements(backend, 'geluGrad', [dy!, x!])];

export const leakyRelu: Kernel = (backend, { x }, { slope }) => [
	mapElements(backend, 'leakyRelu', [x!], [slope as number]),
];

export const leakyReluGrad: Kernel = (backend, { dy, y }, { slope }) => [
	mapElements(backend, 'leakyReluGrad', [dy!, y!], [slope as number]),
];

export const silu: Kernel = (backend, { x }) => [mapElements(backend, 'silu', [x!])];

export const siluGrad: Kernel = (backend, { dy, x }) => [mapElements(backend, 'siluGrad', [dy!, x!])];
