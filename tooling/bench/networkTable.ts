import '@unetr/backend-simd';
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { complexity, createModel } from '@unetr/models';
import { useBackend } from '@unetr/ops';
import { describeMachine } from './machine.ts';

/*
 * Writes docs/networks.md: the comparison of the UNETR and UNETR++ papers for the networks of this project, counted from
 * shapes, beside the numbers that the papers print, with the time of one forward pass on this machine.
 *
 *   pnpm network-table
 */

/** A network of the comparison, and what papers print of it: millions of parameters and G operations. */
interface Row {
	readonly preset: string;
	readonly label: string;
	readonly printed: readonly {
		readonly source: string;
		readonly parameters: number;
		readonly operations: number;
	}[];
}

const unetrPaper = 'UNETR';
const plusPlusPaper = 'UNETR++';
const rows: readonly Row[] = [
	{
		preset: 'unetr_btcv_96',
		label: 'UNETR',
		printed: [
			{ source: unetrPaper, parameters: 92.58, operations: 41.19 },
			{ source: plusPlusPaper, parameters: 92.49, operations: 75.76 },
		],
	},
	{
		preset: 'setr_nup_btcv_96',
		label: 'SETR-NUP',
		printed: [{ source: unetrPaper, parameters: 86.03, operations: 43.49 }],
	},
	{ preset: 'setr_pup_btcv_96', label: 'SETR-PUP, 64 channels', printed: [] },
	{ preset: 'setr_mla_btcv_96', label: 'SETR-MLA', printed: [] },
	{
		preset: 'dynunet_btcv_96',
		label: 'nnU-Net (DynUNet, six levels)',
		printed: [{ source: unetrPaper, parameters: 19.07, operations: 412.65 }],
	},
	{ preset: 'basic_unet', label: 'U-Net (BasicUNet, two classes)', printed: [] },
	{
		preset: 'swin_unetr_48',
		label: 'Swin UNETR',
		printed: [{ source: plusPlusPaper, parameters: 62.83, operations: 384.2 }],
	},
	{ preset: 'swin_unetr_48_v2', label: 'Swin UNETR, version 2', printed: [] },
	{
		preset: 'unetrpp_synapse',
		label: 'UNETR++',
		printed: [{ source: plusPlusPaper, parameters: 42.96, operations: 47.98 }],
	},
];

/** Seconds of the second of two forward passes: the first one touches memory for the first time. */
function forwardSeconds(model: tf.LayersModel): number {
	const image = tf.zeros([1, ...(model.inputs[0]!.shape.slice(1) as number[])]);
	const once = (): number => {
		const start = performance.now();
		tf.tidy(() => {
			// Nothing is returned: tidy would look for tensors in every one of millions of voxels.
			[model.predict(image) as tf.Tensor].flat()[0]!.dataSync();
		});
		return (performance.now() - start) / 1000;
	};
	once();
	const seconds = once();
	image.dispose();
	return seconds;
}

function lineOf({ preset, label, printed }: Row): string {
	const model = createModel(preset, { seed: 1 });
	const { parameters, macs, activationBytes, outputShape } = complexity(model);
	const seconds = forwardSeconds(model);
	model.dispose();
	const papers = printed
		.map(({ source, parameters: millions, operations }) => `${source}: ${millions} M, ${operations} G`)
		.join('; ');
	const cells = [
		...[label, `\`${preset}\``, outputShape.slice(1, 4).join('×')],
		...[`${(parameters / 1e6).toFixed(2)} M`, `${(macs / 1e9).toFixed(2)} G`],
		...[`${(activationBytes / 2 ** 30).toFixed(2)} GiB`, `${seconds.toFixed(1)} s`, papers || '–'],
	];
	return `| ${cells.join(' | ')} |`;
}

tf.enableProdMode();
const threads = availableParallelism();
await useBackend('simd', { threads });
const lines: string[] = [];
for (const row of rows) {
	lines.push(lineOf(row));
	console.error(lines.at(-1));
}
const { cpu, cores, node } = describeMachine();
const text = `# What the networks cost

Written by \`pnpm network-table\`. Parameters are those that a forward pass reads; multiply-accumulates are of convolutions,
linear maps and attention products, for one image of the given size; activations are the outputs of all layers in float32,
which training keeps at most. Seconds are of one forward pass on the backend \`simd\`, ${threads} threads, ${cores} cores of ${cpu}, Node ${node}.

Parameters and multiply-accumulates equal those of the reference implementations exactly, where there is one (a test holds
them to it). Papers count otherwise, and not all alike: the UNETR paper prints 41.19 G for a network whose
multiply-accumulates are 73.22 G, and others print 75.8 to 82.6 G for it. SETR has no 3-D reference; the decoders are the paper's with one
more axis. CoTr and TransUNet, which the UNETR paper compares with too, are left out: CoTr needs multi-scale deformable
attention and TransUNet's 3-D form was never published with the paper, so neither could be held to a reference.

| network | preset | image | parameters | multiply-accumulates | activations | seconds | printed |
|---|---|---|---|---|---|---|---|
${lines.join('\n')}
`;
await writeFile(fileURLToPath(new URL('../../docs/networks.md', import.meta.url)), text);
