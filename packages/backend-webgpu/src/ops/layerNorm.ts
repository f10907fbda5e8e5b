import type { Kernel } from '../backend/kernel.ts';
import { defineShader } from '../shader/shader.ts';
import { columnShader, columnSums } from './columnSums.ts';
import { laneRows } from './lanes.ts';
import forwardSource from './layerNorm.wgsl';
import gammaSource from './layerNormGammaGrad.wgsl';
import backwardSource from './layerNormGrad.wgsl';
import rowSumSource from './rowSum.wgsl';
import { heldRows } from './rows.ts';

const rowSum = { file: 'rowSum.wgsl', source: rowSumSource };
const forward = defineShader('layerNorm.wgsl', forwardSource, [rowSum]);
const backward = defineShader('layerNormGrad.wgsl', backwardSource, [rowSum]);
const gammaGrad = columnShader('layerNormGammaGrad.wgsl', gammaSource);

export const layerNorm: Kernel = (backend, { x, gamma, beta }, { epsilon }) => {
	const { rows, columns, channels, constants, workgroups } = heldRows(x!);
	const y = backend.output(x!.shape);
	const [mean, scale] = [backend.output([rows]), backend.output([rows])];
	backend.run(forward, {
		constants,
		params: { rows, columns, channels, epsilon: epsilon! },
		tensors: { x, gamma, beta, y, mean, scale },
		workgroups,
	});
	return [y, mean, scale];
};

export const layerNormGrad: Kernel = (backend, { dy, x, mean, scale, gamma }) => {
	const { rows, columns, channels, constants, workgroups } = heldRows(x!);
	const dx = backend.output(x!.shape);
	backend.run(backward, {
		constants,
		params: { rows, columns, channels },
		tensors: { dy, x, mean, scale, gamma, dx },
		workgroups,
	});
	return [dx];
};

export const layerNormGammaGrad: Kernel = (backend, inputs) => [
	columnSums(backend, gammaGrad, inputs, laneRows(inputs.x!)),
];
