import { type Kernel, sizeOf } from '../backend/kernel.ts';
import { spread } from '../backend/workgroups.ts';
import { defineShader } from '../shader/shader.ts';
import source from './adamwStep.wgsl';
import { groupThreads, laneFor, widthOf } from './lanes.ts';

const shader = defineShader('adamwStep.wgsl', source);

export const adamwStep: Kernel = (backend, { param, grad, m, v }, attributes) => {
	const { learningRate, beta1, beta2, epsilon, weightDecay, step, gradScale } = attributes as Record<
		string,
		number
	>;
	const [nextParam, nextM, nextV] = [param, m, v].map((one) => backend.output(one!.shape));
	const lane = laneFor(sizeOf(param!.shape));
	const lanes = sizeOf(param!.shape) / widthOf(lane);
	backend.run(shader, {
		constants: { Lane: lane },
		params: {
			...{ lanes, gradScale: gradScale!, beta1: beta1!, beta2: beta2!, epsilon: epsilon! },
			...{ fresh1: 1 - beta1!, fresh2: 1 - beta2!, keep: 1 - learningRate! * weightDecay! },
			rate: learningRate! / (1 - beta1! ** step!),
			root: 1 / Math.sqrt(1 - beta2! ** step!),
		},
		tensors: { param, grad, m, v, nextParam, nextM, nextV },
		workgroups: spread(lanes, groupThreads),
	});
	return [nextParam!, nextM!, nextV!];
};
