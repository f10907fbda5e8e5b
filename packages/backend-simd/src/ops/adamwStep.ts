import { type Kernel, parallelFrom, sizeOf } from '../backend/kernel.ts';

export const adamwStep: Kernel = (backend, { param, grad, m, v }, attributes) => {
	const { learningRate, beta1, beta2, epsilon, weightDecay, step, gradScale } = attributes as Record<
		string,
		number
	>;
	const outputs = [0, 1, 2].map(() => backend.output(param!.shape));
	const pointers = [param!, grad!, m!, v!, ...outputs].map((tensor) => backend.pointer(tensor));
	const length = sizeOf(param!.shape);
	const moments = [beta1!, 1 - beta1!, beta2!, 1 - beta2!];
	const rootScale = 1 / Math.sqrt(1 - beta2! ** step!);
	const stepSize = learningRate! / (1 - beta1! ** step!);
	const scalars = [gradScale!, rootScale, epsilon!, stepSize, 1 - learningRate! * weightDecay!];
	backend.engine.run('adamwStep', [...pointers, length, ...moments, ...scalars], length > parallelFrom);
	return outputs;
};
