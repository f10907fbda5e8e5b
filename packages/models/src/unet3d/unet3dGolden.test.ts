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

goldenSuite('models/basic_unet', {
	build: ({ entry }) =>
		unet3d({ variant: 'basicUnet', ...sizes(entry as never), features: entry.args.features }),
});

goldenSuite('models/dynunet', {
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
