import * as tf from '@tensorflow/tfjs';
import { type EpaVariant, epaBlock, pairedAttention } from '@unetr/blocks';
import type { Golden } from 'unetr-testkit';
import { goldenSuite } from '../testing/goldenSuite.ts';

const input = ({ entry }: Golden): tf.SymbolicTensor => {
	const [, channels, ...space] = entry.input_shape as [number, number, number, number, number];
	return tf.input({ shape: [...space, channels] });
};

const configOf = ({ entry: { args } }: Golden, variant: EpaVariant) => ({
	...{ variant, numHeads: args.num_heads, projSize: args.proj_size },
	...{ dropoutRate: 0, convDropoutRate: 0, seedOf: () => null },
});

for (const [network, variant] of [
	['synapse', 'shared'],
	['acdc', 'separate'],
	['tumor', 'single'],
] as const) {
	goldenSuite(`models/unetrpp_block_${network}`, {
		prefix: 'block.',
		onGpu: ['models/unetrpp_block_synapse'],
		build(golden) {
			const x = input(golden);
			return tf.model({ inputs: x, outputs: epaBlock(x, 'block', configOf(golden, variant)) });
		},
	});
}

goldenSuite('models/unetrpp_epa_synapse', {
	onGpu: ['models/unetrpp_epa_synapse'],
	build(golden) {
		const x = input(golden);
		const { input_size: tokens, hidden_size: channels } = golden.entry.args;
		const flat = tf.layers.reshape({ targetShape: [tokens, channels] }).apply(x) as tf.SymbolicTensor;
		return tf.model({ inputs: x, outputs: pairedAttention(flat, 'epa', configOf(golden, 'shared')) });
	},
});
