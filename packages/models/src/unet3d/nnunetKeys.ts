import type { DynUnetConfig } from './dynUnetConfig.ts';

/** A convolution and its norm: our block's part, with the index of nnU-Net's convolution in a stage. */
function inStage(stage: string, rest: string): string[] {
	const [, kind, number, weight] = /^(conv|norm)([12])(?:\.conv)?\.(\w+)$/.exec(rest) ?? [];
	if (number === undefined) return [];
	const unit = `${stage}.convs.${Number(number) - 1}`;
	// nnU-Net registers both modules again in a sequence.
	return [`${unit}.${kind}.${weight}`, `${unit}.all_modules.${kind === 'conv' ? 0 : 1}.${weight}`];
}

/** A key of the encoder, which nnU-Net's decoder holds again. */
const ofEncoder = (stage: number, rest: string): string[] => {
	const keys = inStage(`encoder.stages.${stage}.0`, rest);
	return [...keys, ...keys.map((key) => `decoder.${key}`)];
};

/** The keys of one tensor in a plain nnU-Net of `levels` levels, the first of which is the one to write. */
function keysOf(key: string, levels: number): string[] {
	const [module, ...parts] = key.split('.') as [string, ...string[]];
	const [index, ...rest] = parts;
	const head = (stage: number): string[] => [`decoder.seg_layers.${stage}.${parts.at(-1)}`];
	if (module === 'input_block') return ofEncoder(0, parts.join('.'));
	if (module === 'bottleneck') return ofEncoder(levels - 1, parts.join('.'));
	if (module === 'downsamples') return ofEncoder(Number(index) + 1, rest.join('.'));
	if (module === 'output_block') return head(levels - 2);
	// Head h is on level h + 1; nnU-Net counts its stages from the coarsest level that is raised.
	if (module === 'deep_supervision_heads') return head(levels - 3 - Number(index));
	if (module !== 'upsamples') return [];
	if (rest[0] === 'transp_conv') return [`decoder.transpconvs.${index}.${rest.at(-1)}`];
	return inStage(`decoder.stages.${index}`, rest.slice(1).join('.'));
}

/**
 * The keys of a tensor of our `dynUnet` in the `network_weights` of an nnU-Net v2 checkpoint of the plain kind
 * (`PlainConvUNet`), the canonical one first; none for a tensor that nnU-Net does not have. Shapes and axes are the same.
 *
 * Two convolutions a stage, affine instance norm and leaky rectifiers are what both have. nnU-Net's convolutions have
 * biases, its blocks on the way up the kernel of their own level, and it always stores a head for each level but the
 * coarsest: build with {@link nnunetOptions}. Without deep supervision the heads but the last are surplus in the
 * checkpoint ({@link isNnunetHead}). Residual encoders (`ResidualEncoderUNet`) have no counterpart in DynUNet.
 *
 * @param key layer and weight name of ours, for example `downsamples.0.conv1.conv.weight`.
 * Source: the package `dynamic_network_architectures`, `PlainConvEncoder` and `UNetDecoder`.
 */
export function nnunetKeys(key: string, { strides }: Pick<DynUnetConfig, 'strides'>): string[] {
	return keysOf(key, strides.length);
}

/** Whether an nnU-Net key is a head of deep supervision, which a network without it leaves unread. */
export function isNnunetHead(key: string, levels: number): boolean {
	const [, stage] = /^decoder\.seg_layers\.(\d+)\.(?:weight|bias)$/.exec(key) ?? [];
	return stage !== undefined && Number(stage) < levels - 2;
}

/** The options under which a `dynUnet` has every tensor of a plain nnU-Net: biases, all heads, and its kernels. */
export function nnunetOptions({
	kernelSize,
}: Pick<DynUnetConfig, 'kernelSize'>): Pick<
	DynUnetConfig,
	'convBias' | 'transBias' | 'deepSupervision' | 'deepSuprNum' | 'upKernelSize'
> {
	return {
		convBias: true,
		transBias: true,
		deepSupervision: true,
		deepSuprNum: kernelSize.length - 2,
		upKernelSize: kernelSize.slice(0, -1),
	};
}
