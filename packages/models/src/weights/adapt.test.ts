import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import type { Grid } from '@unetr/blocks';
import type { Checkpoint } from '@unetr/checkpoint';
import { AttentionLayer } from '@unetr/vit';
import { maxAbsOverMax, unit } from 'unetr-testkit';
import { describe, expect, it } from 'vitest';
import { createModel } from '../createModel.ts';
import { ModelError } from '../modelError.ts';
import { loadWeights } from './loadWeights.ts';
import { stateDict } from './stateDict.ts';
import { adaptChannels } from './stem.ts';

/** Made by the script beside it, with PyTorch. */
interface Fixture {
	readonly positions: readonly {
		readonly name: string;
		readonly from: Grid;
		readonly to: Grid;
		readonly channels: number;
		readonly values: number[];
	}[];
	readonly channels: readonly {
		readonly name: string;
		readonly shape: number[];
		readonly to: number;
		readonly values: number[];
	}[];
}

const fixture: Fixture = JSON.parse(
	readFileSync(new URL('../../../../tooling/fixtures/weights/adapted.json', import.meta.url), 'utf8'),
);
type Positions = Fixture['positions'][0];
const [uneven, cubic, window, square] = fixture.positions as [Positions, Positions, Positions, Positions];
const product = (sizes: readonly number[]): number => sizes.reduce((total, size) => total * size, 1);
const positions = 'vit.patch_embedding.position_embeddings';

const onGrid = (grid: Grid, seed: number | null = 1): tf.LayersModel =>
	createModel(grid.length === 2 ? 'unetr_2d_test' : 'unetr_test', {
		imgSize: grid.map((n) => 8 * n) as unknown as Grid,
		seed,
	});

async function stateOn({ name, from, channels }: Positions): Promise<Checkpoint> {
	const state = await stateDict(onGrid(from));
	const values = unit(name, product(from) * channels);
	return state.set(positions, { dtype: 'F32', shape: [1, product(from), channels], values });
}

describe('tables of positions', () => {
	for (const [options, expected] of [
		[{}, cubic],
		[{ sourceGrid: uneven.from }, uneven],
		[{}, square],
	] as const) {
		it(`go from ${expected.from} to ${expected.to} as PyTorch interpolates`, async () => {
			const model = onGrid(expected.to, null);
			const report = await loadWeights(model, await stateOn(expected), options);
			expect(report.adapted).toEqual([
				{
					key: positions,
					how: 'positions',
					found: [1, product(expected.from), 24],
					expected: [1, product(expected.to), 24],
				},
			]);
			expect(report.loaded).toContain(positions);
			const { values } = (await stateDict(model)).get(positions)!;
			expect(maxAbsOverMax(values as Float32Array, expected.values)).toBeLessThan(1e-6);
		});
	}

	it('of as many places on another grid are interpolated when that grid is told', async () => {
		const state = await stateOn(uneven);
		const turned = onGrid([4, 3, 2], null);
		expect((await loadWeights(turned, state)).adapted).toEqual([]);
		expect((await loadWeights(turned, state, { sourceGrid: uneven.from })).adapted).toHaveLength(1);
	});

	it('are refused where their grid is neither told nor a cube, or they are to stay as they are', async () => {
		const model = onGrid(uneven.to, null);
		const loading = loadWeights(model, await stateOn(uneven));
		await expect(loading).rejects.toThrow(ModelError);
		await expect(loading).rejects.toThrow(/need sourceGrid/);
		await expect(loadWeights(model, await stateOn(uneven), { sourceGrid: [2, 2, 2] })).rejects.toThrow(
			`of another shape ${positions} ([1,24,24] for [1,42,24])`,
		);
		await expect(
			loadWeights(onGrid(cubic.to, null), await stateOn(cubic), { interpolatePositions: false }),
		).rejects.toThrow(/; interpolatePositions would fit the shapes/);
	});

	it('of relative positions go to another window', async () => {
		const { name, from, channels, values } = window;
		const layer = new AttentionLayer({
			name: 'attn',
			seed: null,
			numHeads: channels,
			dropoutRate: 0,
			relativeGrid: [3, 2, 2],
		});
		const tokens = tf.input({ shape: [12, 3 * channels] });
		const model = tf.model({ inputs: tokens, outputs: layer.apply(tokens) as tf.SymbolicTensor });
		const key = 'attn.relative_position_bias_table';
		const table = {
			dtype: 'F32' as const,
			shape: [product(from), channels],
			values: unit(name, product(from) * channels),
		};
		await loadWeights(model, new Map([[key, table]]), { sourceWindow: [2, 3, 2] });
		const resized = (await stateDict(model)).get(key)!;
		expect(resized.shape).toEqual([45, channels]);
		expect(maxAbsOverMax(resized.values as Float32Array, values)).toBeLessThan(1e-6);
	});
});

describe('layers that read the image', () => {
	for (const { name, shape, to, values } of fixture.channels) {
		it(`take ${to} channels for ${shape[1]} as PyTorch sums and repeats`, () => {
			const adapted = adaptChannels(unit(name, product(shape)), shape[1]!, to, product(shape.slice(2)));
			expect(maxAbsOverMax(adapted, values)).toBeLessThan(1e-6);
		});
	}

	const stem = ['encoder1.layer.conv1.conv.weight', 'encoder1.layer.conv3.conv.weight'];
	for (const projType of ['conv', 'perceptron'] as const) {
		const projection = `vit.patch_embedding.patch_embeddings${projType === 'conv' ? '' : '.1'}.weight`;
		for (const [from, to] of [
			[3, 1],
			[1, 3],
		] as const) {
			it(`${projType}: ${from} alike channels and ${to} give the same logits`, async () => {
				const options = { projType, resBlock: true };
				const old = createModel('unetr_test', { ...options, inChannels: from, seed: 3 });
				const model = createModel('unetr_test', { ...options, inChannels: to, seed: null });
				const state = await stateDict(old);
				await expect(loadWeights(model, state)).rejects.toThrow(/; adaptStem would fit the shapes/);
				const { adapted } = await loadWeights(model, state, { adaptStem: true });
				expect(adapted.map(({ key, how }) => [how, key]).toSorted()).toEqual(
					[...stem, projection].map((key) => ['stem', key]).toSorted(),
				);
				const logits = (network: tf.LayersModel, channels: number): Float32Array =>
					tf.tidy(() => {
						const image = tf.tensor(unit('image', 16 * 24 * 16), [1, 16, 24, 16, 1]);
						return (
							network.predict(tf.tile(image, [1, 1, 1, 1, channels])) as tf.Tensor
						).dataSync<'float32'>();
					});
				expect(maxAbsOverMax(logits(model, to), logits(old, from))).toBeLessThan(1e-5);
			});
		}
	}
});
