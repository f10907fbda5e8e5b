import { sizeOf } from '../backend/kernel.ts';
import { spread } from '../backend/workgroups.ts';
import { defineShader } from '../shader/shader.ts';
import source from './runningSum.wgsl';
import type { StockKernel } from './stockKernel.ts';

const shader = defineShader('runningSum.wgsl', source);

/** `Cumsum` at ranks that tfjs' own refuses. */
export const runningSum: StockKernel = (backend, { x }, attributes) => {
	const { shape, dtype } = x!;
	if (shape.length < 5 || (dtype !== 'float32' && dtype !== 'int32')) return undefined;
	const axis = ((attributes.axis as number) + shape.length) % shape.length;
	const extent = shape[axis]!;
	const lines = sizeOf(shape) / extent;
	const y = backend.output(shape, dtype);
	backend.run(shader, {
		constants: { Value: dtype === 'float32' ? 'f32' : 'i32' },
		params: {
			...{ lines, extent, inner: sizeOf(shape.slice(axis + 1)) },
			...{ exclusive: Number(attributes.exclusive), reversed: Number(attributes.reverse) },
		},
		tensors: { x, y },
		workgroups: spread(lines, 256),
	});
	return y;
};
