import type { Kernel } from '../backend/kernel.ts';
import { columnShader, columnSums } from './columnSums.ts';
import { laneRows } from './lanes.ts';
import forwardSource from './layerNorm.wgsl';
import gammaSource from './layerNormGammaGrad.wgsl';
import backwardSource from './layerNormGrad.wgsl';
import { rowShader, runRows } from './rowShader.ts';

const forward = rowShader('layerNorm', forwardSource);
const backward = rowShader('layerNormGrad', backwardSource);
const gammaGrad = columnShader('layerNormGammaGrad.wgsl', gammaSource);

export const layerNorm: Kernel = (backend, { x, gamma, beta }, { epsilon }) => {
	const { rows, channels } = laneRows(x!);
	const y = backend.output(x!.shape);
	const [mean, scale] = [backend.output([rows]), backend.output([rows])];
	runRows(backend, forward, x!, { x, gamma, beta, y, mean, scale }, { channels, epsilon: epsilon! });
	return [y, mean, scale];
};

export const layerNormGrad: Kernel = (backend, inputs) => {
	const dx = backend.output(inputs.x!.shape);
	runRows(backend, backward, inputs.x!, { ...inputs, dx }, { channels: laneRows(inputs.x!).channels });
	return [dx];
};

export const layerNormGammaGrad: Kernel = (backend, inputs) => [
	columnSums(backend, gammaGrad, inputs, laneRows(inputs.x!)),
];
