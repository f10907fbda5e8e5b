/** One 3-D convolution: cubic volume, cubic kernel, stride 1 and the same size; a transposed one has stride = kernel. */
export interface ConvCase {
	readonly kind: 'conv';
	readonly name: string;
	readonly inChannels: number;
	readonly outChannels: number;
	/** Edge of the input in voxels. */
	readonly size: number;
	readonly kernel: number;
	readonly transpose?: boolean;
}

/** One pre-norm transformer block, batch 1. */
export interface BlockCase {
	readonly kind: 'block';
	readonly name: string;
	readonly tokens: number;
	readonly hiddenSize: number;
	readonly numHeads: number;
	readonly mlpDim: number;
}

/** Sizes of a UNETR and the preset that has them. */
export interface UnetrShape {
	readonly family: 'unetr';
	readonly preset: string;
	readonly patchSize: number;
	readonly hiddenSize: number;
	readonly mlpDim: number;
	readonly numHeads: number;
	readonly numLayers: number;
	readonly featureSize: number;
}

/** A U-Net of residual blocks, one for each level on the way down and on the way up, the resolution halved between. */
export interface UnetShape {
	readonly family: 'unet3d';
	/** Channels from the highest resolution down. */
	readonly filters: readonly number[];
}

/** A network on a batch of volumes of one channel: a forward pass, or a step of training it. */
export interface NetworkCase<Shape extends UnetrShape | UnetShape = UnetrShape | UnetShape> {
	readonly kind: 'network';
	readonly name: string;
	/** A `step` is forward, Dice + cross entropy, backward, AdamW. */
	readonly pass: 'step' | 'forward';
	readonly network: Shape;
	/** Patch in voxels along i, j, k. */
	readonly imgSize: readonly [number, number, number];
	readonly outChannels: number;
	readonly batch: number;
}

export type BenchCase = ConvCase | BlockCase | NetworkCase;

const hippocampus = { kind: 'network', imgSize: [48, 64, 48], outChannels: 3, batch: 2 } as const;

const unetrSmall: UnetrShape = {
	family: 'unetr',
	preset: 'unetr_small_patch8_48x64x48',
	patchSize: 8,
	hiddenSize: 192,
	mlpDim: 768,
	numHeads: 6,
	numLayers: 6,
	featureSize: 16,
};

const unetrBase: UnetrShape = {
	family: 'unetr',
	preset: 'unetr_base_patch16_96',
	patchSize: 16,
	hiddenSize: 768,
	mlpDim: 3072,
	numHeads: 12,
	numLayers: 12,
	featureSize: 16,
};

/** The training step that every peer is compared on. */
export const unetrStep: NetworkCase<UnetrShape> = {
	...hippocampus,
	name: 'UNETR training step',
	pass: 'step',
	network: unetrSmall,
};

/** Training steps and a forward pass; widths and sizes of a UNETR on 96^3 patches, from its highest resolution down. */
export const benchCases: readonly BenchCase[] = [
	unetrStep,
	{
		...hippocampus,
		name: '3-D U-Net training step',
		pass: 'step',
		network: { family: 'unet3d', filters: [16, 32, 64, 128] },
	},
	{
		...{ kind: 'network', name: 'UNETR base forward', pass: 'forward', network: unetrBase },
		...{ imgSize: [96, 96, 96], outChannels: 14, batch: 1 },
	},
	{ kind: 'conv', name: 'conv3 16->16 @96', inChannels: 16, outChannels: 16, size: 96, kernel: 3 },
	{ kind: 'conv', name: 'conv3 32->32 @48', inChannels: 32, outChannels: 32, size: 48, kernel: 3 },
	{ kind: 'conv', name: 'conv3 64->64 @24', inChannels: 64, outChannels: 64, size: 24, kernel: 3 },
	{ kind: 'conv', name: 'conv3 128->128 @12', inChannels: 128, outChannels: 128, size: 12, kernel: 3 },
	{ kind: 'conv', name: 'conv3 1->16 @96', inChannels: 1, outChannels: 16, size: 96, kernel: 3 },
	{ kind: 'conv', name: 'conv1 32->16 @96', inChannels: 32, outChannels: 16, size: 96, kernel: 1 },
	{
		kind: 'conv',
		name: 'convT2 128->64 @12',
		inChannels: 128,
		outChannels: 64,
		size: 12,
		kernel: 2,
		transpose: true,
	},
	{ kind: 'block', name: 'block 216x768', tokens: 216, hiddenSize: 768, numHeads: 12, mlpDim: 3072 },
];

/** Floating-point operations of a forward pass in units of 1e9, a multiply-accumulate counting as two. */
export function forwardGflop(one: ConvCase | BlockCase): number {
	if (one.kind === 'conv') {
		return (2 * one.inChannels * one.outChannels * one.kernel ** 3 * one.size ** 3) / 1e9;
	}
	const { tokens, hiddenSize, mlpDim } = one;
	const projections = 2 * tokens * hiddenSize * (4 * hiddenSize + 2 * mlpDim);
	return (projections + 4 * tokens * tokens * hiddenSize) / 1e9;
}

/** Shape of the output of a convolution or a block. */
export function outputShape(one: ConvCase | BlockCase): number[] {
	if (one.kind === 'block') return [1, one.tokens, one.hiddenSize];
	const edge = one.transpose ? one.kernel * one.size : one.size;
	return [1, edge, edge, edge, one.outChannels];
}
