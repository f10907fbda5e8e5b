import { segResNet } from '../segResNet/segResNet.ts';
import { goldenSuite } from '../testing/goldenSuite.ts';
import { unet3d } from './unet3d.ts';

/** Channels and size of a golden case. */
const sizes = (entry: { args: Record<string, number>; input_shape: number[] }) => ({
	inChannels: entry.args.in_channels!,
	outChannels: entry.args.out_channels!,
	imgSize: entry.input_shape.slice(2) as [number, number, number],
	seed: null,
});

goldenSuite('models/unet_', {
	onGpu: ['models/unet_plain_batch'],
	build: ({ entry }) => {
		const { args } = entry;
		return unet3d({
			variant: 'unet',
			...sizes(entry as never),
			channels: args.channels,
			strides: args.strides,
			numResUnits: args.num_res_units,
			...(args.kernel_size && { kernelSize: args.kernel_size }),
			...(args.act && { act: args.act.toLowerCase() }),
			...(args.norm && { norm: args.norm.toLowerCase() }),
		});
	},
});

/*
 * The lowest maps have two voxels, whose norm turns a change of 1e-6 into one of 5e-4. Moving the reference's own weights
 * by up to 5e-7 after the first step, in float64, moves the changes after three by up to 7e-3: some LeakyReLU inputs
 * cross their kink in step 3. Adam makes steps of that size of float32's rounding where a gradient is nearly zero.
 */
goldenSuite('models/basic_unet', {
	leastAfter3: 1e-2,
	build: ({ entry }) =>
		unet3d({ variant: 'basicUnet', ...sizes(entry as never), features: entry.args.features }),
});

goldenSuite('models/dynunet', {
	onGpu: ['models/dynunet_basic'],
	build: ({ entry }) => {
		const { args } = entry;
		return unet3d({
			variant: 'dynUnet',
			...sizes(entry as never),
			kernelSize: args.kernel_size,
			strides: args.strides,
			filters: args.filters,
			resBlock: args.res_block,
			deepSupervision: args.deep_supervision,
			deepSuprNum: args.deep_supr_num,
			transBias: args.trans_bias,
		});
	},
});

goldenSuite('models/segresnet', {
	onGpu: ['models/segresnet'],
	build: ({ entry }) => {
		const { args } = entry;
		return segResNet({
			...sizes(entry as never),
			initFilters: args.init_filters,
			blocksDown: args.blocks_down,
			blocksUp: args.blocks_up,
		});
	},
});
