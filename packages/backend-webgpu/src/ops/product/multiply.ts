import type { TensorInfo } from '../../backend/kernel.ts';
import type { WebGpuBackend } from '../../backend/webGpuBackend.ts';
import matMulSource from './matMul.wgsl';
import { halvesProductShader, runProduct } from './runProduct.ts';

const shaderFor = halvesProductShader('matMul.wgsl', matMulSource);

/** y = a · b + bias, for every matrix of a batch. */
export interface Product {
	/** [batch, rows, inner], or [batch, inner, rows] where it is transposed. */
	readonly a: TensorInfo;
	/** [batch, inner, columns], or [batch, columns, inner] where it is transposed. */
	readonly b: TensorInfo;
	readonly bias?: TensorInfo;
	readonly y: TensorInfo;
	readonly rows: number;
	readonly inner: number;
	readonly columns: number;
	readonly transposedA?: boolean;
	readonly transposedB?: boolean;
	readonly batch?: number;
	/** Whether all matrices of the batch are multiplied with one `a`, or one `b`. */
	readonly sharedA?: boolean;
	readonly sharedB?: boolean;
}

/** Runs matMul.wgsl. */
export function multiply(backend: WebGpuBackend, product: Product): void {
	const { a, b, bias, y, rows, inner, columns, batch = 1 } = product;
	const { transposedA = false, transposedB = false, sharedA = false, sharedB = false } = product;
	const vectorA = (transposedA ? rows : inner) % 4 === 0;
	const [isHalfA, isHalfY] = [vectorA && backend.isHalf(a), backend.isHalf(y)];
	const vectorB = !transposedB && columns % 4 === 0;
	const flags = { rowVectors: transposedA, transposedB, vectorA, vectorB, hasBias: bias !== undefined };
	const sizes = { rows, inner, columns, slices: batch };
	runProduct(backend, shaderFor(isHalfA, isHalfY), sizes, flags, (cut) => ({
		constants: { ...cut.constants, ...flags },
		tensors: {
			...{
				x: isHalfA ? undefined : a,
				x4: vectorA ? a : undefined,
				kernel: b,
				kernel4: vectorB ? b : undefined,
			},
			...{ bias, y },
		},
		params: { ...cut.params, aSlice: sharedA ? 0 : rows * inner, bSlice: sharedB ? 0 : inner * columns },
		halves: [...(isHalfA ? ['x4'] : []), ...(isHalfY ? ['y'] : [])],
		workgroups: cut.workgroups,
		flops: 2 * batch * rows * inner * columns,
	}));
}
