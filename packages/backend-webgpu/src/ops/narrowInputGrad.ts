import { sizeOf } from '../backend/kernel.ts';
import type { WebGpuBackend } from '../backend/webGpuBackend.ts';
import { spread } from '../backend/workgroups.ts';
import { defineShader } from '../shader/shader.ts';
import { countedOf, laneFor, widthOf } from './lanes.ts';
import source from './narrowInputGrad.wgsl';
import { type Convolution, wholeVolume } from './product/convolve.ts';

const shader = defineShader('narrowInputGrad.wgsl', source);
const outputs = 4;
/** Channels up to which this is faster than a product, whose tiles are eight columns wide at least. */
const mostChannels = 3;

/** Whether an input's gradient has so few channels that `narrowInputGrad` computes it. */
export const isNarrow = (inputShape: readonly number[], groups: number): boolean =>
	groups === 1 && inputShape[4]! <= mostChannels;

/** Runs narrowInputGrad.wgsl: of a gradient by an input of few channels, the voxels of one phase of the stride. */
export function narrowInputGrad(backend: WebGpuBackend, convolution: Convolution): void {
	const { x, filter, y, inSpace, outSpace, kernel, phase, padsBefore, dilations } = convolution;
	const inChannels = x.shape[4]!;
	const channels = y.shape[4]!;
	const lane = laneFor(inChannels);
	const strips = Math.ceil(outSpace[2] / outputs);
	const count = x.shape[0]! * outSpace[0] * outSpace[1] * strips;
	backend.run(shader, {
		constants: { Lane: lane, counted: countedOf(lane), channels, outputs },
		tensors: { x, weights: filter, y },
		params: {
			...{ count, lanes: inChannels / widthOf(lane), strips, inSpace, outSpace, kernel },
			...{ padsBefore, dilations, ...(phase ?? wholeVolume(kernel, outSpace)) },
		},
		workgroups: spread(count, 64),
		flops: 2 * x.shape[0]! * sizeOf(outSpace) * sizeOf(kernel) * inChannels * channels,
	});
}
