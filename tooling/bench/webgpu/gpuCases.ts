import type { OpCase, OpName } from '@unetr/ops';
import type { BlockCase, ConvCase, NetworkCase, UnetrShape } from '../cases.ts';

/** What a case computes: an op, a convolution or block as each library's users write it, or a network's forward pass. */
export type GpuWork =
	| { readonly kind: 'op'; readonly op: OpName; readonly opCase: OpCase }
	| {
			readonly kind: 'formulation';
			readonly one: ConvCase | BlockCase;
			readonly pass: 'forward' | 'forwardBackward';
	  }
	| { readonly kind: 'network'; readonly one: NetworkCase<UnetrShape> };

/** The same for ONNX Runtime: a module that export_onnx_op.py makes. */
interface OnnxModule {
	readonly module:
		| 'conv'
		| 'linear'
		| 'attention'
		| 'layerNorm'
		| 'instanceNorm'
		| 'gelu'
		| 'block'
		| 'network';
	/** Of its input, channels first. */
	readonly input: readonly number[];
	readonly sizes: Readonly<Record<string, unknown>>;
}

/** One thing at one size, small enough for a GPU that is a program. */
export interface GpuCase {
	readonly op: string;
	readonly name: string;
	readonly work: GpuWork;
	/** Absent where ONNX Runtime has nothing like it: it computes no gradients. */
	readonly onnx?: OnnxModule;
}

const geometry = { strides: [1, 1, 1], dilations: [1, 1, 1], groups: 1 };

function opGpuCase(op: OpName, name: string, opCase: Omit<OpCase, 'name'>, onnx?: OnnxModule): GpuCase {
	return { op, name, work: { kind: 'op', op, opCase: { name, ...opCase } }, ...(onnx && { onnx }) };
}

/** A convolution of a cubic volume, and both of its gradients. */
function convolutions(edge: number, from: number, to: number, kernel: number): GpuCase[] {
	const volume = (channels: number) => ({ shape: [1, edge, edge, edge, channels] });
	const filter = [kernel, kernel, kernel, from, to];
	const attributes = { ...geometry, pads: Array.from({ length: 6 }, () => (kernel - 1) / 2) };
	const name = `${edge}³, ${from} to ${to} channels, kernel ${kernel}³`;
	const [x, dy] = [volume(from), volume(to)];
	const onnx: OnnxModule = {
		module: 'conv',
		input: [1, from, edge, edge, edge],
		sizes: { from, to, kernel, transpose: false },
	};
	return [
		opGpuCase('conv3d', name, { inputs: { x, filter: { shape: filter } }, attributes }, onnx),
		opGpuCase('conv3dInputGrad', name, {
			inputs: { dy, filter: { shape: filter } },
			attributes: { ...attributes, inputShape: x.shape },
		}),
		opGpuCase('conv3dFilterGrad', name, {
			inputs: { x, dy },
			attributes: { ...attributes, filterShape: filter },
		}),
	];
}

/** A transposed convolution of kernel and stride 2. tfjs has no gradient for its own. */
function transposed(size: number, from: number, to: number): GpuCase {
	return {
		op: 'conv3dTranspose',
		name: `${size}³, ${from} to ${to} channels, kernel 2³`,
		work: {
			kind: 'formulation',
			pass: 'forward',
			one: {
				...{ kind: 'conv', name: 'transposed', inChannels: from, outChannels: to, size },
				...{ kernel: 2, transpose: true },
			},
		},
		onnx: {
			module: 'conv',
			input: [1, from, size, size, size],
			sizes: { from, to, kernel: 2, transpose: true },
		},
	};
}

const [tokens, hiddenSize, numHeads, mlpDim] = [216, 192, 6, 768];
const tokensName = `${tokens} tokens of ${hiddenSize}`;
const tokensInput = [1, tokens, hiddenSize];

/** A pre-norm transformer block of UNETR, forward alone and back too. */
const blocks = (['forward', 'forwardBackward'] as const).map(
	(pass): GpuCase => ({
		op: pass === 'forward' ? 'transformer block' : 'transformer block, back too',
		name: `${tokensName}, ${numHeads} heads`,
		work: {
			...{ kind: 'formulation', pass },
			one: { kind: 'block', name: 'block', tokens, hiddenSize, numHeads, mlpDim },
		},
		...(pass === 'forward' && {
			onnx: { module: 'block', input: tokensInput, sizes: { hiddenSize, numHeads, mlpDim } },
		}),
	}),
);

/** A UNETR of patches of 8, whole. */
const smallUnetr: NetworkCase<UnetrShape> = {
	...{
		kind: 'network',
		name: 'small UNETR',
		pass: 'forward',
		imgSize: [24, 24, 24],
		outChannels: 3,
		batch: 1,
	},
	network: {
		...{ family: 'unetr', preset: 'unetr_small_patch8_48x64x48', patchSize: 8, hiddenSize: 96 },
		...{ mlpDim: 192, numHeads: 4, numLayers: 4, featureSize: 8 },
	},
};

/** What U-Nets and UNETR spend their time in. */
export const gpuCases: readonly GpuCase[] = [
	...convolutions(12, 16, 16, 3),
	...convolutions(8, 32, 32, 3),
	...convolutions(16, 1, 16, 3),
	...convolutions(16, 32, 16, 1),
	transposed(8, 32, 16),
	opGpuCase(
		'linear',
		`${tokensName} to ${mlpDim}`,
		{
			inputs: {
				x: { shape: [tokens, hiddenSize] },
				kernel: { shape: [hiddenSize, mlpDim] },
				bias: { shape: [mlpDim] },
			},
			attributes: {},
		},
		{ module: 'linear', input: [tokens, hiddenSize], sizes: { from: hiddenSize, to: mlpDim } },
	),
	opGpuCase(
		'attention',
		`${tokensName}, ${numHeads} heads`,
		{
			inputs: { qkv: { shape: [1, tokens, 3 * hiddenSize] } },
			attributes: { numHeads, scale: (hiddenSize / numHeads) ** -0.5 },
		},
		{ module: 'attention', input: [1, tokens, 3 * hiddenSize], sizes: { numHeads } },
	),
	opGpuCase(
		'layerNorm',
		tokensName,
		{
			inputs: {
				x: { shape: [tokens, hiddenSize] },
				gamma: { shape: [hiddenSize] },
				beta: { shape: [hiddenSize] },
			},
			attributes: { epsilon: 1e-5 },
		},
		{ module: 'layerNorm', input: [tokens, hiddenSize], sizes: { channels: hiddenSize } },
	),
	opGpuCase(
		'instanceNorm',
		'16³, 16 channels',
		{
			inputs: { x: { shape: [1, 16, 16, 16, 16] }, gamma: { shape: [16] }, beta: { shape: [16] } },
			attributes: { epsilon: 1e-5 },
		},
		{ module: 'instanceNorm', input: [1, 16, 16, 16, 16], sizes: { channels: 16 } },
	),
	opGpuCase(
		'gelu',
		'65,536 values',
		{ inputs: { x: { shape: [65_536] } }, attributes: {} },
		{ module: 'gelu', input: [65_536], sizes: {} },
	),
	...blocks,
	{
		op: 'UNETR, forward',
		name: '24³, patches of 8, 4 blocks of 96',
		work: { kind: 'network', one: smallUnetr },
		onnx: { module: 'network', input: [1, 1, 24, 24, 24], sizes: { ...smallUnetr } },
	},
];
