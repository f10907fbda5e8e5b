import type { Kernel } from '../backend/kernel.ts';
import { defineShader } from '../shader/shader.ts';
import forwardSource from './l2Normalize.wgsl';
import backwardSource from './l2NormalizeGrad.wgsl';
import rowSumSource from './rowSum.wgsl';
import { heldRows } from './rows.ts';

const rowSum = { file: 'rowSum.wgsl', source: rowSumSource };
const forward = defineShader('l2Normalize.wgsl', forwardSource, [rowSum]);
const backward = defineShader('l2NormalizeGrad.wgsl', backwardSource, [rowSum]);

export const l2Normalize: Kernel = (backend, { x }, { epsilon }) => {
	const { rows, columns, constants, workgroups } = heldRows(x!);
	const [y, scale] = [backend.output(x!.shape), backend.output([rows])];
	const params = { rows, columns, epsilon: epsilon! };
	backend.run(forward, { constants, params, tensors: { x, y, scale }, workgroups });
	return [y, scale];
};

export const l2NormalizeGrad: Kernel = (backend, { dy, y, scale }, { epsilon }) => {
	const { rows, columns, constants, workgroups } = heldRows(y!);
	const dx = backend.output(y!.shape);
	const params = { rows, columns, largest: Math.fround(1 / (epsilon as number)) };
	backend.run(backward, { constants, params, tensors: { dy, y, scale, dx }, workgroups });
	return [dx];
};
