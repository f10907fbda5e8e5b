import { sizeOf } from '../backend/kernel.ts';
import { spread } from '../backend/workgroups.ts';
import { defineShader } from '../shader/shader.ts';
import type { StockKernel } from './stockKernel.ts';
import source from './toFloat.wgsl';

const shader = defineShader('toFloat.wgsl', source);

/**
 * `Cast` of whole numbers and truth values to floating-point numbers. tfjs' own hands the same buffer on under another
 * type, which its kernels mostly look through, and ours and some of its own do not.
 */
export const toFloat: StockKernel = (backend, { x }, { dtype }) => {
	const { shape } = x!;
	if (dtype !== 'float32' || !(x!.dtype === 'int32' || x!.dtype === 'bool')) return undefined;
	const { values } = backend.tensorMap.get(x!.dataId);
	if (values) return backend.makeTensorInfo(shape, 'float32', Float32Array.from(values as Int32Array));
	const y = backend.output(shape);
	const count = sizeOf(shape);
	backend.run(shader, { params: { count }, tensors: { x, y }, workgroups: spread(count, 256) });
	return y;
};
