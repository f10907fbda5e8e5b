import type { Kernel } from '../backend/kernel.ts';
import { spread } from '../backend/workgroups.ts';
import { defineShader } from '../shader/shader.ts';
import { groupThreads, laneRows } from './lanes.ts';
import source from './scaleShift.wgsl';

const shader = defineShader('scaleShift.wgsl', source);

export const scaleShift: Kernel = (backend, { x, scale, shift }) => {
	const y = backend.output(x!.shape);
	const { lane, lanes, columns } = laneRows(x!);
	backend.run(shader, {
		constants: { Lane: lane, shifted: shift !== undefined },
		params: { lanes, rowLanes: columns },
		tensors: { x, scale, shift, y },
		workgroups: spread(lanes, groupThreads),
	});
	return [y];
};
