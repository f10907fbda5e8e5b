import { type Kernel, sizeOf } from '../backend/kernel.ts';
import { defineShader } from '../shader/shader.ts';
import { countedOf, laneFor, widthOf } from './lanes.ts';
import totalSource from './rowTotal.wgsl';
import source from './sumSquares.wgsl';

const shader = defineShader('sumSquares.wgsl', source, [{ file: 'rowTotal.wgsl', source: totalSource }]);

/** Threads of a workgroup, as in sumSquares.wgsl. */
const threads = 64;

/** Lanes that a thread adds up at least, and chunks at most, which one workgroup joins. */
const [leastPerThread, mostChunks] = [16, 1024];

export const sumSquares: Kernel = (backend, { x }) => {
	const lane = laneFor(sizeOf(x!.shape));
	const lanes = sizeOf(x!.shape) / widthOf(lane);
	const perThread = Math.max(leastPerThread, Math.ceil(lanes / threads / mostChunks));
	const chunk = perThread * threads;
	const chunks = Math.max(Math.ceil(lanes / chunk), 1);
	const sums = backend.output(chunks === 1 ? [] : [chunks]);
	backend.run(shader, {
		constants: { Lane: lane, counted: countedOf(lane) },
		params: { lanes, chunk },
		tensors: { x, sums },
		workgroups: [chunks, 1, 1],
	});
	if (chunks === 1) return [sums];
	const sum = backend.output([]);
	backend.run(shader, {
		constants: { squared: false },
		params: { lanes: chunks, chunk: chunks },
		tensors: { x: sums, sums: sum },
		workgroups: [1, 1, 1],
	});
	return [sum];
};
