import { type Kernel, sizeOf } from '../backend/kernel.ts';
import { defineShader } from '../shader/shader.ts';
import { groupThreads } from './lanes.ts';
import source from './sumSquares.wgsl';

const shader = defineShader('sumSquares.wgsl', source);

/** Values that a thread adds up at least, and chunks at most, which one workgroup joins. */
const [leastPerThread, mostChunks] = [16, 1024];

export const sumSquares: Kernel = (backend, { x }) => {
	const length = sizeOf(x!.shape);
	const perThread = Math.max(leastPerThread, Math.ceil(length / groupThreads / mostChunks));
	const chunk = perThread * groupThreads;
	const chunks = Math.max(Math.ceil(length / chunk), 1);
	const sums = backend.output(chunks === 1 ? [] : [chunks]);
	backend.run(shader, { params: { length, chunk }, tensors: { x, sums }, workgroups: [chunks, 1, 1] });
	if (chunks === 1) return [sums];
	const sum = backend.output([]);
	backend.run(shader, {
		constants: { squared: false },
		params: { length: chunks, chunk: chunks },
		tensors: { x: sums, sums: sum },
		workgroups: [1, 1, 1],
	});
	return [sum];
};
