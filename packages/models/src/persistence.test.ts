import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { useBackend } from '@unetr/ops';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createModel, type ModelOverrides } from './createModel.ts';
import { families } from './families.ts';
import { modelConfig } from './modelConfig.ts';
import { listModels } from './presets.ts';

const packageFolder = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'unetr-persistence-'));
beforeAll(() => useBackend('cpu'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What differs from the defaults in each family. */
const changed: Readonly<Record<string, readonly (readonly [preset: string, ModelOverrides])[]>> = {
	segResNet: [['segresnet_test', { upsampleMode: 'deconv' }]],
	setr: [['setr_pup_test', { numHeads: 3, qkvBias: true, normName: { name: 'batch' } }]],
	swinUnetr: [
		['swin_unetr_test', { windowSize: [2, 4, 3], useV2: true, merging: 'mergingv2', qkvBias: false }],
	],
	unet3d: [
		['unet_test', { numResUnits: 2, norm: { name: 'group', numGroups: 2 }, act: 'relu' }],
		['dynunet_test', { normName: { name: 'instance', affine: true }, deepSuprNum: 1, transBias: true }],
	],
	unetr: [
		['unetr_test', { numHeads: 3 }],
		['unetr_test', { projType: 'perceptron', posEmbedType: 'sincos', qkvBias: true, resBlock: false }],
		['unetr_test', { patchSize: 4, convBlock: false, dropoutRate: 0.1, imgSize: [8, 8, 12] }],
	],
	unetrPlusPlus: [['unetrpp_test', { numHeads: 1, deepSupervision: true }]],
};

/** Presets for tests as they are, and with other options. */
const cases: readonly { readonly preset: string; readonly overrides: ModelOverrides }[] = [
	...listModels()
		.filter((name) => name.endsWith('_test'))
		.map((preset) => ({ preset, overrides: {} })),
	...Object.values(changed)
		.flat()
		.map(([preset, overrides]) => ({ preset, overrides })),
];

const build = ({ preset, overrides }: (typeof cases)[number]): tf.LayersModel =>
	createModel(preset, { seed: 5, ...overrides });

/** Loads saved models in a process that imports the models package and nothing else of ours, and predicts on a ramp. */
const reader = `
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { modelConfig } from '@unetr/models';
await tf.setBackend('cpu');
const results = [];
for (const path of process.argv.slice(2)) {
	const saved = JSON.parse(readFileSync(path, 'utf8'));
	const weightData = Uint8Array.from(Buffer.from(saved.weightData, 'base64')).buffer;
	const model = await tf.loadLayersModel({ load: async () => ({ ...saved, weightData }) });
	const shape = [1, ...model.inputs[0].shape.slice(1)];
	const count = shape.reduce((product, extent) => product * extent, 1);
	const outputs = [model.predict(tf.reshape(tf.linspace(-1, 1, count), shape))].flat();
	const bits = outputs.map((logits) => [...new Uint32Array(logits.dataSync().slice().buffer)]);
	results.push({ bits, config: modelConfig(model) });
}
process.stdout.write('\\n' + JSON.stringify(results));
`;

interface Loaded {
	readonly bits: readonly number[][];
	readonly config: unknown;
}

/** Runs the reader in a fresh process, in a folder from which the package's own name leads to it. */
function load(script: string, paths: readonly string[]): Loaded[] {
	const printed = execFileSync(
		process.execPath,
		['--conditions=unetr-source', '--input-type=module', '-', ...paths],
		{
			cwd: packageFolder,
			encoding: 'utf8',
			input: script,
			maxBuffer: 2 ** 28,
			stdio: ['pipe', 'pipe', 'pipe'],
		},
	);
	return JSON.parse(printed.slice(printed.lastIndexOf('\n')));
}

/** The reader with our packages in it, names minified, as an app's bundler makes it. */
async function bundle(script: string): Promise<string> {
	const bundled = await rolldown({
		input: 'reader',
		external: [/^node:/, /^@tensorflow\//],
		platform: 'node',
		resolve: { conditionNames: ['unetr-source', 'import', 'node', 'default'] },
		plugins: [
			{
				name: 'reader',
				resolveId: (id) => (id === 'reader' ? join(packageFolder, 'reader.js') : null),
				load: (id) => (id === join(packageFolder, 'reader.js') ? script : null),
			},
		],
	});
	const { output } = await bundled.generate({ minify: true, codeSplitting: false });
	await bundled.close();
	return output[0].code;
}

async function save(model: tf.LayersModel, path: string): Promise<void> {
	await model.save(
		tf.io.withSaveHandler(async (artifacts) => {
			const weightData = Buffer.from(artifacts.weightData as ArrayBuffer).toString('base64');
			writeFileSync(path, JSON.stringify({ ...artifacts, weightData }));
			return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
		}),
	);
}

function bitsOf(model: tf.LayersModel): number[][] {
	const shape = [1, ...(model.inputs[0]!.shape.slice(1) as number[])];
	const count = shape.reduce((product, extent) => product * extent, 1);
	return tf.tidy(() => {
		const outputs = [model.predict(tf.reshape(tf.linspace(-1, 1, count), shape))].flat();
		return outputs.map((logits) => [...new Uint32Array(logits.dataSync().slice().buffer)]);
	});
}

describe('a saved model loads in a fresh process (MW-08)', () => {
	const expected: Loaded[] = [];
	const paths = cases.map((_, n) => join(folder, `${n}.json`));
	beforeAll(async () => {
		for (const [n, entry] of cases.entries()) {
			const model = build(entry);
			await save(model, paths[n]!);
			expected.push({ bits: bitsOf(model), config: modelConfig(model) });
			model.dispose();
		}
	}, 300_000);

	it('has cases of every family', () => {
		expect(Object.keys(changed)).toEqual(expect.arrayContaining(Object.keys(families)));
	});

	for (const [how, script] of [
		['imports the package', async () => reader],
		['is a minified bundle', () => bundle(reader)],
	] as const) {
		describe(`that ${how}`, () => {
			let loaded: Loaded[];
			beforeAll(async () => {
				loaded = load(await script(), paths);
			}, 300_000);
			it.each(cases.map((entry, n) => ({ ...entry, n })))('$preset $overrides', ({ n }) => {
				expect(loaded[n]!.config).toEqual(expected[n]!.config);
				expect(loaded[n]!.bits).toEqual(expected[n]!.bits);
			});
		});
	}
});

it.each(cases)('keeps every option of every layer through its configuration: $preset $overrides', (entry) => {
	const model = build(entry);
	for (const layer of model.layers) {
		const kind = layer.constructor as unknown as tf.serialization.SerializableConstructor<tf.layers.Layer>;
		// A bundler renames classes; this name is a string of ours.
		expect(Object.hasOwn(kind, 'className'), layer.name).toBe(true);
		const again = kind.fromConfig(kind, layer.getConfig());
		expect(again.getConfig(), layer.name).toEqual(layer.getConfig());
	}
	model.dispose();
});
