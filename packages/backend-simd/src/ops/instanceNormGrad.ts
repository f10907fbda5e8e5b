import type { Attributes } from '@unetr/ops';
import type { Kernel } from '../backend/kernel.ts';
import type { SimdBackend, TensorInfo } from '../backend/simdBackend.ts';
import { type Voxels, voxelsOf, withChannelStatistics } from './instanceNorm.ts';
import { pointersOf } from './pointersOf.ts';

type Inputs = Parameters<Kernel>[1];

/** What a call is made with, and g, the gradient of what is activated, where it is wanted. */
interface Gradient extends Voxels {
	readonly inputs: Inputs;
	readonly slope: number | undefined;
	readonly g?: TensorInfo;
}

const gradientOf = (inputs: Inputs, attributes: Attributes): Gradient => ({
	...voxelsOf(inputs.x!, attributes),
	inputs,
	slope: attributes.slope as number | undefined,
});

/** Addresses of x, mean and scale, and partial sums of g and g · x̂ of every chunk, while `use` runs. */
function withSums(
	backend: SimdBackend,
	gradient: Gradient,
	use: (pointers: readonly number[], partials: number) => void,
): void {
	const { sizes, chunks, channels, batch, parallel, inputs, slope, g } = gradient;
	const { dy, x, mean, scale, gamma, beta, y } = inputs;
	const sources = pointersOf(backend, [dy, x]);
	const plain = slope === undefined;
	const name = plain ? 'instanceNormGradChunks' : g ? 'normAddActGradChunks' : 'normActGradChunks';
	const further = plain ? [] : pointersOf(backend, g ? [y, g] : [gamma, beta]);
	withChannelStatistics(backend, pointersOf(backend, [mean, scale]), gradient, (means, scales) =>
		backend.withScratch(batch * chunks * 2 * channels, (partials) => {
			const pointers = [...sources, means, scales];
			backend.engine.run(name, [...pointers, partials, ...sizes, slope ?? 1, ...further], parallel);
			use(pointers, partials);
		}),
	);
}

/** dx, from sums of a first pass; of g where that is there already. */
function inputGrad(
	backend: SimdBackend,
	{ inputs, sizes, channels, groups, batch, parallel, slope, g }: Gradient,
	[dy, ...others]: readonly number[],
	partials: number,
): TensorInfo {
	const { engine } = backend;
	const dx = backend.output(inputs.x!.shape);
	const [gamma, out] = pointersOf(backend, [inputs.gamma, dx]) as [number, number];
	const isMasked = slope !== undefined && !g;
	const [ofChannels, ofGroups] = isMasked ? ['normAct', 'groupNormAct'] : ['instanceNorm', 'groupNorm'];
	const name = `${groups === channels ? ofChannels : ofGroups}GradApply`;
	const source = g ? backend.pointer(g) : dy!;
	const further = isMasked ? [slope, ...pointersOf(backend, [inputs.beta])] : [1];
	backend.withScratch(batch * 2 * channels, (means) => {
		engine.run('instanceNormGradMeans', [partials, means, ...sizes, gamma, groups], false);
		engine.run(name, [source, ...others, gamma, means, out, ...sizes, ...further], parallel);
	});
	return dx;
}

/** The gradient of β, or of γ, from sums of a first pass. */
function parameterGrad(
	backend: SimdBackend,
	{ batch, chunks, channels }: Gradient,
	partials: number,
	of: 'beta' | 'gamma',
): TensorInfo {
	const out = backend.output([channels]);
	const column = partials + (of === 'gamma' ? 4 * channels : 0);
	const args = [column, batch * chunks, channels, backend.pointer(out)];
	backend.engine.run('instanceNormParameterGrad', args, false);
	return out;
}

/** Also the kernel of `groupNormGrad`. */
export const instanceNormGrad: Kernel = (backend, inputs, attributes) => {
	const gradient = gradientOf(inputs, attributes);
	const outputs: TensorInfo[] = [];
	withSums(backend, gradient, (pointers, partials) => {
		outputs.push(inputGrad(backend, gradient, pointers, partials));
	});
	return outputs;
};

/** Also the kernel of `groupNormGammaGrad`. */
export const instanceNormGammaGrad: Kernel = (backend, inputs, attributes) => {
	const gradient = gradientOf(inputs, attributes);
	const outputs: TensorInfo[] = [];
	withSums(backend, gradient, (_pointers, partials) => {
		outputs.push(parameterGrad(backend, gradient, partials, 'gamma'));
	});
	return outputs;
};

/** dx, dγ, dβ and, where there was a residual, its gradient. */
export const normActGrad: Kernel = (backend, inputs, attributes) => {
	const g = inputs.y && backend.output(inputs.x!.shape);
	const gradient = { ...gradientOf(inputs, attributes), ...(g && { g }) };
	const outputs: TensorInfo[] = [];
	withSums(backend, gradient, (pointers, partials) => {
		outputs.push(inputGrad(backend, gradient, pointers, partials));
		outputs.push(parameterGrad(backend, gradient, partials, 'gamma'));
		outputs.push(parameterGrad(backend, gradient, partials, 'beta'));
	});
	return g ? [...outputs, g] : outputs;
};
