import { type Kernel, sizeOf } from '../backend/kernel.ts';
import { spread } from '../backend/workgroups.ts';
import { defineShader } from '../shader/shader.ts';
import { groupThreads, laneFor, widthOf } from './lanes.ts';
import source from './nearestSquares.wgsl';

const shader = defineShader('nearestSquares.wgsl', source);

export const nearestSquares: Kernel = (backend, { x }, attributes) => {
	const [axis, step] = [attributes.axis as number, attributes.step as number];
	const y = backend.output(x!.shape);
	const inner = sizeOf(x!.shape.slice(axis + 1));
	const lane = laneFor(inner);
	const [lanes, columns] = [sizeOf(x!.shape) / widthOf(lane), inner / widthOf(lane)];
	backend.run(shader, {
		constants: { Lane: lane },
		params: { lanes, columns, extent: x!.shape[axis]!, step },
		tensors: { x, y },
		workgroups: spread(lanes, groupThreads),
	});
	return [y];
};
