import * as tf from '@tensorflow/tfjs';
import { channelsLast, type Golden, maxAbsOverMax, permute, readGolden } from 'unetr-testkit';
import { describe, expect, it } from 'vitest';
import { Conv3dLayer } from './conv3dLayer.ts';
import { ConvTranspose3dLayer } from './convTranspose3dLayer.ts';
import { InstanceNormLayer } from './instanceNormLayer.ts';
import { LeakyReluLayer } from './leakyReluLayer.ts';
import { NormActLayer } from './normActLayer.ts';

/** Puts the golden weights into a layer by the axes it declares, and compares its output. */
function expectGolden({ tensors, entry }: Golden, layer: Conv3dLayer | ConvTranspose3dLayer): void {
	const x = channelsLast(tensors.get('x')!);
	const w = tensors.get('w')!;
	const torchAxes = layer.torchAxes.weight!;
	const axes = torchAxes.map((_, axis) => torchAxes.indexOf(axis));
	layer.build([null, ...x.shape.slice(1)]);
	const weight = tf.tensor(
		permute(w.values, w.shape, axes),
		axes.map((axis) => w.shape[axis]!),
	);
	const bias = tensors.get('b');
	layer.setWeights(bias && layer.weights.length > 1 ? [weight, tf.tensor(bias.values)] : [weight]);
	const y = layer.apply(tf.tensor(x.values, x.shape)) as tf.Tensor;
	const expected = channelsLast(tensors.get('y')!);
	expect(y.shape).toEqual(expected.shape);
	expect(layer.computeOutputShape(x.shape)).toEqual(expected.shape);
	expect(maxAbsOverMax(y.dataSync(), expected.values)).toBeLessThan(
		entry.tolerance.max_abs_over_max_recommended.y,
	);
}

describe('convolutions equal PyTorch with weights moved by the declared axes', () => {
	for (const [name, filters, kernelSize, strides] of [
		['k3s1', 5, 3, 1],
		['k3s2', 5, 3, 2],
		['k1s1', 4, 1, 1],
	] as const) {
		it(name, () => {
			const layer = new Conv3dLayer({ name, filters, kernelSize, strides, useBias: true, seed: null });
			expectGolden(readGolden(`ops/conv3d/${name}`), layer);
		});
	}
	it('k2s2 transposed', () => {
		const layer = new ConvTranspose3dLayer({ name: 'up', filters: 3, kernelSize: 2, seed: null });
		expectGolden(readGolden('ops/conv_transpose3d/k2s2_nobias'), layer);
	});
});

describe('first weights', () => {
	const first = (layer: tf.layers.Layer): Float32Array => {
		layer.build([null, 4, 4, 4, 6]);
		return layer.getWeights()[0]!.dataSync() as Float32Array;
	};
	const expectUniform = (values: Float32Array, bound: number): void => {
		const deviation = Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
		expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(bound);
		expect(deviation / (bound / Math.sqrt(3))).toBeCloseTo(1, 1);
	};
	it('of a convolution count the fan over its inputs', () => {
		const layer = new Conv3dLayer({
			name: 'conv',
			filters: 16,
			kernelSize: 3,
			strides: 1,
			useBias: false,
			seed: 5,
		});
		expectUniform(first(layer), 1 / Math.sqrt(27 * 6));
	});
	it('of a transposed convolution count it over its outputs, as PyTorch does', () => {
		const layer = new ConvTranspose3dLayer({ name: 'up', filters: 32, kernelSize: 2, seed: 5 });
		expectUniform(first(layer), 1 / Math.sqrt(8 * 32));
	});
});

describe('instance norm', () => {
	const x = tf.tensor([1, 10, 3, 30, 5, 50, 7, 70], [1, 2, 2, 1, 2]);
	it('has neither scale nor shift unless affine', () => {
		const layer = new InstanceNormLayer({ name: 'plain', affine: false });
		const y = layer.apply(x) as tf.Tensor;
		expect(layer.weights).toHaveLength(0);
		// Values 1 3 5 7: mean 4, variance 5.
		expect(y.dataSync()[0]).toBeCloseTo(-3 / Math.sqrt(5 + 1e-5), 5);
	});
	it('learns both where affine', () => {
		const layer = new InstanceNormLayer({ name: 'affine', affine: true });
		layer.build([null, 2, 2, 1, 2]);
		layer.setWeights([tf.tensor([2, 2]), tf.tensor([1, 1])]);
		expect((layer.apply(x) as tf.Tensor).dataSync()[0]).toBeCloseTo(1 - 6 / Math.sqrt(5), 4);
	});
});

describe('norm and rectifier at once', () => {
	const x = tf.tensor([1, 10, 3, 30, 5, 50, 7, 70], [1, 2, 2, 1, 2]);
	const residual = tf.tensor([1, 1, 1, 1, 1, 1, 1, 1], [1, 2, 2, 1, 2]);
	const rebuilt = (layer: NormActLayer): NormActLayer =>
		NormActLayer.fromConfig(
			NormActLayer as unknown as tf.serialization.SerializableConstructor<NormActLayer>,
			layer.getConfig(),
		);
	it('add what comes second in between, also when made again from their configuration', () => {
		const layer = rebuilt(new NormActLayer({ name: 'norm', affine: false, slope: 0.5 }));
		const y = (layer.apply([x, residual]) as tf.Tensor).dataSync();
		// Values 1 3 5 7: mean 4, variance 5; the first is still negative after 1 is added, the second no longer.
		expect(y[0]).toBeCloseTo((1 - 3 / Math.sqrt(5)) / 2, 5);
		expect(y[2]).toBeCloseTo(1 - 1 / Math.sqrt(5), 5);
		expect(layer.computeOutputShape([x.shape, residual.shape])).toEqual(x.shape);
	});
	it('norm groups of channels with a scale and a shift', () => {
		const layer = rebuilt(new NormActLayer({ name: 'norm', numGroups: 1, affine: true, slope: 0 }));
		layer.build([null, 2, 2, 1, 2]);
		layer.setWeights([tf.tensor([1, 1]), tf.tensor([-10, 10])]);
		const [first, second] = (layer.apply(x) as tf.Tensor).dataSync();
		expect(first).toBeCloseTo(0, 8);
		// Mean 22, variance 576.5.
		expect(second).toBeCloseTo(10 - 12 / Math.sqrt(576.5), 4);
	});
});

it('leaky rectifier keeps its slope through its configuration', () => {
	const layer = LeakyReluLayer.fromConfig(
		LeakyReluLayer as unknown as tf.serialization.SerializableConstructor<LeakyReluLayer>,
		new LeakyReluLayer({ name: 'lrelu', slope: 0.25 }).getConfig(),
	);
	expect([...(layer.apply(tf.tensor([-4, 4], [1, 2])) as tf.Tensor).dataSync()]).toEqual([-1, 4]);
});
