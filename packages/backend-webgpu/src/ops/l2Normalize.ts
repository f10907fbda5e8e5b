import type { Kernel } from '../backend/kernel.ts';
import forwardSource from './l2Normalize.wgsl';
import backwardSource from './l2NormalizeGrad.wgsl';
import { laneRows } from './lanes.ts';
import { rowShader, runRows } from './rowShader.ts';

const forward = rowShader('l2Normalize', forwardSource);
const backward = rowShader('l2NormalizeGrad', backwardSource);

export const l2Normalize: Kernel = (backend, { x }, { epsilon }) => {
	const [y, scale] = [backend.output(x!.shape), backend.output([laneRows(x!).rows])];
	runRows(backend, forward, x!, { x, y, scale }, { epsilon: epsilon! });
	return [y, scale];
};

export const l2NormalizeGrad: Kernel = (backend, { dy, y, scale }, { epsilon }) => {
	const dx = backend.output(y!.shape);
	const largest = Math.fround(1 / (epsilon as number));
	runRows(backend, backward, y!, { dy, y, scale, dx }, { largest });
	return [dx];
};
