import type { Kernel, TensorInfo } from '../backend/kernel.ts';
import type { WebGpuBackend } from '../backend/webGpuBackend.ts';
import { spread } from '../backend/workgroups.ts';
import { defineShader } from '../shader/shader.ts';
import channelGradsSource from './channelGrads.wgsl';
import { groupNorm, volumeOf } from './groupNorm.ts';
import { activatedShaders, gradientSums, inputGradient, summedShaders } from './groupNormGrad.ts';
import { instanceNorm } from './instanceNorm.ts';

const channelGrads = defineShader('channelGrads.wgsl', channelGradsSource);

/** With a residual or without; groups of one channel may be held as those of an instance norm are. */
export const normAct: Kernel = (backend, inputs, attributes) => {
	const isAlone = attributes.numGroups === inputs.gamma!.shape[0];
	return (isAlone ? instanceNorm : groupNorm)(backend, inputs, attributes);
};

/** dγ and dβ, [C], from sums [B, chunks, 2, C]. */
function channelGradients(backend: WebGpuBackend, sums: TensorInfo): [TensorInfo, TensorInfo] {
	const [batch, chunks, , channels] = sums.shape as [number, number, 2, number];
	const [dGamma, dBeta] = [backend.output([channels]), backend.output([channels])];
	backend.run(channelGrads, {
		params: { chunks: batch * chunks, channels },
		tensors: { sums, dGamma, dBeta },
		workgroups: spread(channels),
	});
	return [dGamma, dBeta];
}

export const normActGrad: Kernel = (backend, { dy, x, mean, scale, gamma, beta }, attributes) => {
	const volume = volumeOf(x!, attributes.numGroups as number);
	const slope = attributes.slope as number;
	const tensors = { dy, x, mean, scale, gamma, beta };
	const sums = gradientSums(backend, activatedShaders, tensors, volume, slope);
	const dx = inputGradient(backend, activatedShaders, tensors, { volume, sums, slope });
	return [dx, ...channelGradients(backend, sums)];
};

export const normAddActGrad: Kernel = (backend, { dy, y, x, mean, scale, gamma }, attributes) => {
	const volume = volumeOf(x!, attributes.numGroups as number);
	const g = backend.output(x!.shape);
	const tensors = { dy, x, mean, scale };
	const sums = gradientSums(backend, summedShaders, { ...tensors, y, g }, volume, attributes.slope as number);
	const dx = inputGradient(backend, summedShaders, { ...tensors, dy: g, gamma }, { volume, sums });
	return [dx, ...channelGradients(backend, sums), g];
};
