import type { Kernel } from '../backend/kernel.ts';
import { rowsOf } from './layerNorm.ts';
import { pointersOf } from './pointersOf.ts';

export const l2Normalize: Kernel = (backend, { x }, { epsilon }) => {
	const { rows, channels, parallel } = rowsOf(x!);
	const outputs = [backend.output(x!.shape), backend.output([rows])];
	const pointers = pointersOf(backend, [x, ...outputs]);
	backend.engine.run('l2Normalize', [...pointers, rows, channels, epsilon as number], parallel);
	return outputs;
};

export const l2NormalizeGrad: Kernel = (backend, { dy, y, scale }, { epsilon }) => {
	const { rows, channels, parallel } = rowsOf(y!);
	const dx = backend.output(y!.shape);
	const pointers = pointersOf(backend, [dy, y, scale, dx]);
	backend.engine.run('l2NormalizeGrad', [...pointers, rows, channels, epsilon as number], parallel);
	return [dx];
};
