import { sizeOf } from '../backend/kernel.ts';
import { spread } from '../backend/workgroups.ts';
import { defineShader } from '../shader/shader.ts';
import source from './choose.wgsl';
import type { StockKernel } from './stockKernel.ts';

const shader = defineShader('choose.wgsl', source);

/** `Select` (`tf.where`) at ranks that tfjs' own refuses. */
export const choose: StockKernel = (backend, { condition, t, e }) => {
	const { shape, dtype } = t!;
	const count = sizeOf(shape);
	if (shape.length < 5 || sizeOf(condition!.shape) !== count || dtype !== e!.dtype) return undefined;
	const y = backend.output(shape, dtype as 'float32');
	const lanes = count % 4 === 0 ? count / 4 : count;
	backend.run(shader, {
		constants: { Lane: lanes === count ? 'u32' : 'vec4u' },
		params: { lanes },
		tensors: { condition, a: t, b: e, y },
		workgroups: spread(lanes, 256),
	});
	return y;
};
