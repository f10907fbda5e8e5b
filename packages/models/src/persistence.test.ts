import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { useBackend } from '@unetr/ops';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createModel } from './createModel.ts';
import { modelConfig } from './modelConfig.ts';

const folder = mkdtempSync(join(tmpdir(), 'unetr-persistence-'));
beforeAll(() => useBackend('cpu'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Reads a saved model in a process that imports the models package and nothing else of ours. */
const reader = `
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { modelConfig } from '@unetr/models';
const [path] = process.argv.slice(1);
await tf.setBackend('cpu');
const saved = JSON.parse(readFileSync(path, 'utf8'));
const weightData = Uint8Array.from(Buffer.from(saved.weightData, 'base64')).buffer;
const model = await tf.loadLayersModel({ load: async () => ({ ...saved, weightData }) });
const shape = [1, ...model.inputs[0].shape.slice(1)];
const ramp = tf.reshape(tf.linspace(-1, 1, shape.reduce((product, extent) => product * extent, 1)), shape);
const logits = new Uint32Array(model.predict(ramp).dataSync().buffer);
process.stdout.write(JSON.stringify({ logits: [...logits], config: modelConfig(model) }));
`;

async function save(model: tf.LayersModel, path: string): Promise<void> {
	await model.save(
		tf.io.withSaveHandler(async (artifacts) => {
			const weightData = Buffer.from(artifacts.weightData as ArrayBuffer).toString('base64');
			writeFileSync(path, JSON.stringify({ ...artifacts, weightData }));
			return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
		}),
	);
}

function bitsOf(model: tf.LayersModel): number[] {
	const shape = [1, ...(model.inputs[0]!.shape.slice(1) as number[])];
	const count = shape.reduce((product, extent) => product * extent, 1);
	return tf.tidy(() => {
		const ramp = tf.reshape(tf.linspace(-1, 1, count), shape);
		return [...new Uint32Array((model.predict(ramp) as tf.Tensor).dataSync().slice().buffer)];
	});
}

describe('a saved model loads in a fresh process (MW-08)', () => {
	for (const overrides of [
		{ numHeads: 3, seed: 5 },
		{ projType: 'perceptron', posEmbedType: 'sincos', qkvBias: true, resBlock: false, seed: 5 },
		{ patchSize: 4, convBlock: false, dropoutRate: 0.1, imgSize: [8, 8, 12], seed: 5 },
	] as const) {
		it(JSON.stringify(overrides), async () => {
			const path = join(folder, 'model.json');
			const model = createModel('unetr_test', overrides);
			await save(model, path);
			const printed = execFileSync(
				process.execPath,
				['--conditions=unetr-source', '--input-type=module', '--eval', reader, path],
				{
					cwd: fileURLToPath(new URL('..', import.meta.url)),
					encoding: 'utf8',
					stdio: ['ignore', 'pipe', 'ignore'],
				},
			);
			const { logits, config } = JSON.parse(printed.slice(printed.indexOf('{"logits"')));
			expect(logits).toEqual(bitsOf(model));
			expect(config).toEqual(modelConfig(model));
		});
	}
});

it('keeps every option of every layer through its configuration', () => {
	const model = createModel('unetr_test', { dropoutRate: 0.1, qkvBias: true, posEmbedType: 'sincos' });
	for (const layer of model.layers) {
		const kind = layer.constructor as unknown as tf.serialization.SerializableConstructor<tf.layers.Layer>;
		// A bundler renames classes; this name is a string of ours.
		expect(Object.hasOwn(kind, 'className'), layer.name).toBe(true);
		const again = kind.fromConfig(kind, layer.getConfig());
		expect(again.getConfig(), layer.name).toEqual(layer.getConfig());
	}
});
