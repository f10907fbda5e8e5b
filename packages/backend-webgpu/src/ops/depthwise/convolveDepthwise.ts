import { sizeOf } from '../../backend/kernel.ts';
import type { WebGpuBackend } from '../../backend/webGpuBackend.ts';
import { spread } from '../../backend/workgroups.ts';
import { defineShader } from '../../shader/shader.ts';
import { laneFor, widthOf } from '../lanes.ts';
import { type Convolution, wholeVolume } from '../product/convolve.ts';
import source from './depthwise.wgsl';

const shader = defineShader('depthwise.wgsl', source);
const outputs = 4;

/** Runs depthwise.wgsl: a convolution of every channel with itself alone. */
export function convolveDepthwise(backend: WebGpuBackend, convolution: Convolution): void {
	const { x, filter, bias, y, inSpace, outSpace, kernel, groups, phase } = convolution;
	const { strides, padsBefore, dilations } = convolution;
	const lane = laneFor(groups);
	const lanes = groups / widthOf(lane);
	const strips = Math.ceil(outSpace[2] / outputs);
	const count = x.shape[0]! * sizeOf(outSpace.slice(0, 2)) * strips * lanes;
	backend.run(shader, {
		constants: { Lane: lane, outputs, hasBias: bias !== undefined },
		tensors: { x, weights: filter, bias, y },
		params: {
			...{ count, lanes, strips, inSpace, outSpace, kernel, strides, padsBefore, dilations },
			...(phase ?? wholeVolume(kernel, outSpace)),
		},
		workgroups: spread(count, 64),
		flops: 2 * x.shape[0]! * sizeOf(outSpace) * sizeOf(kernel) * groups,
	});
}
