import { sizeOf, type TensorInfo } from '../backend/kernel.ts';
import { spread } from '../backend/workgroups.ts';
import { laneFor, widthOf } from '../ops/lanes.ts';
import { defineShader } from '../shader/shader.ts';
import source from './addMany.wgsl';
import type { StockKernel } from './stockKernel.ts';

const shader = defineShader('addMany.wgsl', source);
const terms = ['a', 'b', 'c', 'd', 'e', 'f'] as const;

/** `AddN`: a few tensors at a time, where tfjs binds all of them at once and the device refuses. */
export const addMany: StockKernel = (backend, inputs) => {
	const all = Object.values(inputs);
	if (all.some(({ dtype }) => dtype !== 'float32')) return undefined;
	const { shape } = all[0]!;
	const lane = laneFor(sizeOf(shape));
	const count = sizeOf(shape) / widthOf(lane);
	let rest: TensorInfo[] = all;
	do {
		const some = rest.slice(0, terms.length);
		const y = backend.output(shape);
		backend.run(shader, {
			constants: { Lane: lane },
			tensors: { ...Object.fromEntries(some.map((info, index) => [terms[index], info])), y },
			params: { count, terms: some.length },
			workgroups: spread(count, 256),
		});
		rest = [y, ...rest.slice(some.length)];
	} while (rest.length > 1);
	return rest[0];
};
