import { type Kernel, sizeOf } from '../backend/kernel.ts';
import { spread } from '../backend/workgroups.ts';
import { defineShader } from '../shader/shader.ts';
import source from './leakyRelu.wgsl';

const shader = defineShader('leakyRelu.wgsl', source);

export const leakyRelu: Kernel = (backend, { x }, { slope }) => {
	const y = backend.output(x!.shape);
	const count = sizeOf(x!.shape);
	backend.run(shader, {
		tensors: { x, y },
		params: { count, slope: slope as number },
		workgroups: spread(count, 256),
	});
	return [y];
};
