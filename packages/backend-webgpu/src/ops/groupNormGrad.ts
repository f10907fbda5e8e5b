import type { Kernel, TensorInfo } from '../backend/kernel.ts';
import type { WebGpuBackend } from '../backend/webGpuBackend.ts';
import { spread } from '../backend/workgroups.ts';
import { defineShader, type Shader, type ShaderPart } from '../shader/shader.ts';
import activatedSource from './activatedGrad.wgsl';
import { columnShader, columnSums, tileSum } from './columnSums.ts';
import meansSource from './groupGradMeans.wgsl';
import { cut, laneParams, type NormVolume, volumeOf } from './groupNorm.ts';
import gammaSource from './groupNormGammaGrad.wgsl';
import backwardSource from './groupNormGrad.wgsl';
import sumsSource from './groupNormGradSums.wgsl';
import { groupThreads, widthOf } from './lanes.ts';
import plainSource from './plainGrad.wgsl';
import summedSource from './summedGrad.wgsl';

/** Files that say what the gradient of the normalised values is, by what follows the norm. */
const plain: ShaderPart = { file: 'plainGrad.wgsl', source: plainSource };
const activated: ShaderPart = { file: 'activatedGrad.wgsl', source: activatedSource };
const summed: ShaderPart = { file: 'summedGrad.wgsl', source: summedSource };

const sumsShader = (part: ShaderPart): Shader =>
	defineShader('groupNormGradSums.wgsl', sumsSource, [part, tileSum]);
const inputShader = (part: ShaderPart): Shader => defineShader('groupNormGrad.wgsl', backwardSource, [part]);

/** Shaders of a pass over the values, by what follows the norm. */
export interface GradShaders {
	readonly sums: Shader;
	readonly input: Shader;
}

/** Nothing follows. */
const plainShaders: GradShaders = { sums: sumsShader(plain), input: inputShader(plain) };
/** An activation follows: the gradient of what it takes is found again in both passes. */
export const activatedShaders: GradShaders = { sums: sumsShader(activated), input: inputShader(activated) };
/** A residual and an activation follow: the first pass writes the gradient of their sum, which the second takes. */
export const summedShaders: GradShaders = { sums: sumsShader(summed), input: plainShaders.input };

const gradMeans = defineShader('groupGradMeans.wgsl', meansSource);
const gammaGrad = columnShader('groupNormGammaGrad.wgsl', gammaSource);

type Inputs = Readonly<Record<string, TensorInfo | undefined>>;

/** Sums of g and of g · x̂ over the chunks of a volume, [B, chunks, 2, C]. */
export function gradientSums(
	backend: WebGpuBackend,
	{ sums: shader }: GradShaders,
	tensors: Inputs,
	volume: NormVolume,
	slope = 1,
): TensorInfo {
	const { batch, entryRows: rows, columns, channels, groupLanes } = volume;
	const { chunks, chunkRows, tile, workgroups } = cut(volume);
	const sums = backend.output([batch, chunks, 2, channels]);
	backend.run(shader, {
		constants: { ...volume.constants, tile },
		params: { rows, columns, chunkRows, groupLanes, slope },
		tensors: { ...tensors, sums },
		workgroups,
	});
	return sums;
}

/** dx from the sums. */
export function inputGradient(
	backend: WebGpuBackend,
	{ input: shader }: GradShaders,
	tensors: Inputs,
	{
		volume,
		sums,
		slope = 1,
	}: { readonly volume: NormVolume; readonly sums: TensorInfo; readonly slope?: number },
): TensorInfo {
	const { batch, entryRows, channels, groups, groupChannels, groupLanes, lane } = volume;
	const dx = backend.output(tensors.x!.shape);
	const means = backend.output([2, batch, groups]);
	backend.run(gradMeans, {
		params: { chunks: sums.shape[1]!, channels, groupChannels, count: entryRows * groupChannels },
		tensors: { sums, gamma: tensors.gamma, means },
		workgroups: [groups, batch, 1],
	});
	const perStatistic = groupLanes === 1 && groupChannels === 1 ? widthOf(lane) : 1;
	backend.run(shader, {
		constants: volume.constants,
		params: { ...laneParams(volume), statistics: (batch * groups) / perStatistic, slope },
		tensors: { ...tensors, means, dx },
		workgroups: spread(volume.lanes, groupThreads),
	});
	return dx;
}

export const groupNormGrad: Kernel = (backend, { dy, x, mean, scale, gamma }, { numGroups }) => {
	const volume = volumeOf(x!, numGroups as number | undefined);
	const sums = gradientSums(backend, plainShaders, { dy, x, mean, scale }, volume);
	return [inputGradient(backend, plainShaders, { dy, x, mean, scale, gamma }, { volume, sums })];
};

export const groupNormGammaGrad: Kernel = (backend, { dy, x, mean, scale }, { numGroups }) => {
	const volume = volumeOf(x!, numGroups as number | undefined);
	const { entryRows, groupLanes, constants } = volume;
	const params = { entryRows, groupLanes };
	return [columnSums(backend, gammaGrad, { dy, x, mean, scale }, volume, { params, constants })];
};
