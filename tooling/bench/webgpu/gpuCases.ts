import type { OpCase, OpName } from '@unetr/ops';

/** An op at one size, small enough for a GPU that is a program. */
export interface GpuCase {
	readonly op: OpName;
	readonly opCase: OpCase;
}

const geometry = { strides: [1, 1, 1], dilations: [1, 1, 1], groups: 1 };

/** A convolution of a cubic volume, and both of its gradients. */
function convolutions(edge: number, from: number, to: number, kernel: number): GpuCase[] {
	const volume = (channels: number) => ({ shape: [1, edge, edge, edge, channels] });
	const filter = [kernel, kernel, kernel, from, to];
	const pads = Array.from({ length: 6 }, () => (kernel - 1) / 2);
	const attributes = { ...geometry, pads };
	const name = `${edge}³, ${from} to ${to} channels, kernel ${kernel}³`;
	const [x, dy] = [volume(from), volume(to)];
	return [
		{ op: 'conv3d', opCase: { name, inputs: { x, filter: { shape: filter } }, attributes } },
		{
			op: 'conv3dInputGrad',
			opCase: {
				...{ name, inputs: { dy, filter: { shape: filter } } },
				attributes: { ...attributes, inputShape: x.shape },
			},
		},
		{
			op: 'conv3dFilterGrad',
			opCase: { name, inputs: { x, dy }, attributes: { ...attributes, filterShape: filter } },
		},
	];
}

const tokens = { name: '216 tokens of 192', tokens: 216, channels: 192 };

/** What U-Nets and UNETR spend their time in. */
export const gpuCases: readonly GpuCase[] = [
	...convolutions(12, 16, 16, 3),
	...convolutions(8, 32, 32, 3),
	...convolutions(16, 1, 16, 3),
	...convolutions(16, 32, 16, 1),
	{
		op: 'linear',
		opCase: {
			name: `${tokens.name} to 768`,
			inputs: {
				x: { shape: [tokens.tokens, tokens.channels] },
				kernel: { shape: [tokens.channels, 768] },
				bias: { shape: [768] },
			},
			attributes: {},
		},
	},
	{
		op: 'attention',
		opCase: {
			name: `${tokens.name}, 6 heads`,
			inputs: { qkv: { shape: [1, tokens.tokens, 3 * tokens.channels] } },
			attributes: { numHeads: 6, scale: 32 ** -0.5 },
		},
	},
	{
		op: 'layerNorm',
		opCase: {
			name: tokens.name,
			inputs: {
				x: { shape: [tokens.tokens, tokens.channels] },
				gamma: { shape: [tokens.channels] },
				beta: { shape: [tokens.channels] },
			},
			attributes: { epsilon: 1e-5 },
		},
	},
	{
		op: 'instanceNorm',
		opCase: {
			name: '16³, 16 channels',
			inputs: { x: { shape: [1, 16, 16, 16, 16] }, gamma: { shape: [16] }, beta: { shape: [16] } },
			attributes: { epsilon: 1e-5 },
		},
	},
	{ op: 'gelu', opCase: { name: '65,536 values', inputs: { x: { shape: [65_536] } }, attributes: {} } },
];
