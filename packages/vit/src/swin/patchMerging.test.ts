import * as tf from '@tensorflow/tfjs';
import { useBackend } from '@unetr/ops';
import { maxAbsOverMax, permute, readGolden } from 'unetr-testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { NeighboursLayer, type PatchMergingType, patchMerging } from './patchMerging.ts';

beforeAll(() => useBackend('cpu'));

const parameters = ['norm.weight', 'norm.bias', 'reduction.weight'];

const goldenOf: { readonly [Type in PatchMergingType]: string } = {
	merging: 'ops/rearrange/merging',
	mergingLegacy: 'ops/rearrange/merging_legacy',
	mergingv2: 'ops/rearrange/mergingv2',
};

it.each(Object.entries(goldenOf) as [PatchMergingType, string][])(
	'%s equals the reference on odd sizes, in value and in every gradient',
	(merging, id) => {
		const { tensors, entry } = readGolden(id);
		const tolerance = entry.tolerance.max_abs_over_max_recommended;
		const toOurs = (name: string): tf.Tensor => {
			const { values, shape } = tensors.get(name)!;
			if (!name.endsWith('reduction.weight')) return tf.tensor([...values], [...shape]);
			return tf.tensor(permute(values, shape, [1, 0]), [shape[1]!, shape[0]!]);
		};
		const x = toOurs('x');
		const input = tf.input({ shape: x.shape.slice(1) });
		const output = patchMerging(input, 'downsample', { merging, seedOf: () => null });
		const model = tf.model({ inputs: input, outputs: output });
		const weights = parameters.map((name) => {
			const layer = model.getLayer(`downsample.${name.split('.')[0]}`);
			return layer.weights.find(({ originalName }) => originalName.endsWith(name.split('.')[1]!))!;
		});
		for (const [n, name] of parameters.entries()) weights[n]!.write(toOurs(`p.${name}`));
		const run = (value: tf.Tensor): tf.Tensor => model.apply(value) as tf.Tensor;
		const compare = (actual: tf.Tensor, name: string): void => {
			const expected = toOurs(name);
			expect(actual.shape, name).toEqual(expected.shape);
			expect(maxAbsOverMax(actual.dataSync(), expected.dataSync()), name).toBeLessThan(tolerance[name]);
		};
		expect(output.shape).toEqual([null, ...x.shape.slice(1, 4).map((extent) => Math.ceil(extent / 2)), 6]);
		compare(run(x), 'y');
		const cotangent = toOurs('g');
		compare(tf.grad(run)(x, cotangent), 'd_x');
		const { grads } = tf.variableGrads(() => tf.sum(tf.mul(run(x), cotangent)) as tf.Scalar);
		for (const [n, name] of parameters.entries()) compare(grads[weights[n]!.name]!, `d_p.${name}`);
	},
);

describe('order of the neighbours, of which voxel 4i + 2j + k has that value', () => {
	for (const [merging, order] of [
		['merging', [0, 4, 2, 1, 6, 5, 3, 7]],
		['mergingLegacy', [0, 4, 2, 1, 5, 2, 1, 7]],
		['mergingv2', [0, 1, 2, 3, 4, 5, 6, 7]],
	] as const) {
		it(merging, () => {
			const cube = tf.reshape(tf.range(0, 8), [1, 2, 2, 2, 1]);
			const y = new NeighboursLayer({ name: 'neighbours', merging }).apply(cube) as tf.Tensor;
			expect([...y.dataSync()]).toEqual(order);
		});
	}
	it('of a plane, of which voxel 2i + j has that value, in whatever order volumes have', () => {
		const plane = tf.reshape(tf.range(0, 4), [1, 2, 2, 1, 1]);
		for (const merging of ['merging', 'mergingLegacy', 'mergingv2'] as const) {
			const layer = new NeighboursLayer({ name: 'neighbours', merging, spatialDims: 2 });
			const y = layer.apply(plane) as tf.Tensor;
			expect(y.shape).toEqual([1, 1, 1, 1, 4]);
			expect(layer.computeOutputShape(plane.shape)).toEqual(y.shape);
			expect([...y.dataSync()]).toEqual([0, 2, 1, 3]);
		}
	});
});
