import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { complexity } from './complexity.ts';
import { unetr } from './unetr/unetr.ts';
import { torchParameters } from './weights/torchParameters.ts';

interface Counted {
	args: { in_channels: number; out_channels: number; img_size: [number, number, number]; proj_type: string };
	parameters_used: number;
	macs: { total: number };
	output: number[][];
}

const golden = (file: string): unknown =>
	JSON.parse(readFileSync(new URL(`../../../tooling/fixtures/goldens/${file}`, import.meta.url), 'utf8'));
const { models } = golden('complexity.json') as { models: Record<string, Counted> };

describe.each(['unetr_btcv_96', 'unetr_btcv_96_conv', 'unetr_brats_128'])('%s', (name) => {
	const { args, ...counted } = models[name]!;
	const model = unetr({
		inChannels: args.in_channels,
		outChannels: args.out_channels,
		imgSize: args.img_size,
		projType: args.proj_type as 'conv' | 'perceptron',
		seed: null,
	});

	it('counts what MONAI runs', () => {
		const { parameters, macs, outputShape, layers } = complexity(model);
		expect(parameters).toBe(counted.parameters_used);
		expect(macs).toBe(counted.macs.total);
		const [batch, channels, ...space] = counted.output[0]!;
		expect(outputShape).toEqual([batch, ...space, channels]);
		expect(layers.map((layer) => layer.name)).toEqual(model.layers.map((layer) => layer.name));
		expect(layers.find((layer) => layer.name === 'out.conv.conv')).toEqual({
			name: 'out.conv.conv',
			kind: 'UnetrConv3d',
			outputShape: [...space, channels],
			parameters: 17 * channels!,
			macs: 16 * channels! * space.reduce((product, extent) => product * extent, 1),
		});
	});

	it('has the keys and shapes of the state_dict, less the cross-attention that never runs', () => {
		const { keys, never_used: unused } = golden(`keys/keys_${name}.json`) as {
			keys: [string, number[]][];
			never_used: string[];
		};
		const ours = torchParameters(model).map(({ key, torchShape }) => [key, torchShape]);
		const theirs = keys.filter(([key]) => !unused.includes(key));
		const byKey = (a: unknown[], b: unknown[]): number => (String(a[0]) < String(b[0]) ? -1 : 1);
		expect(ours.toSorted(byKey)).toEqual(theirs.toSorted(byKey));
	});
});
