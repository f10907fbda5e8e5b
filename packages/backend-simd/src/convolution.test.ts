import * as tf from '@tensorflow/tfjs';
import { conv3d, conv3dTranspose, type Padding, useBackend } from '@unetr/ops';
import { maxAbsOverMax } from 'unetr-testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import './index.ts';

/*
 * Convolutions are where backends differ unnoticed: beyond three input channels, with automatic padding at stride 2, at
 * odd sizes, one voxel off in the transpose. Value and gradients against tfjs's cpu, then numbers that anybody can count.
 */

const paddings: readonly Padding[] = ['same', 'valid', 1];

interface Layout {
	readonly channels: number;
	readonly size: number;
	readonly strides: number;
	readonly pad: Padding;
}

const layouts: readonly Layout[] = [1, 3, 4, 5, 7].flatMap((channels) =>
	[4, 5, 9].flatMap((size) =>
		[1, 2].flatMap((strides) => paddings.map((pad) => ({ channels, size, strides, pad }))),
	),
);

const random = (shape: number[], seed: number) => tf.randomUniform(shape, -1, 1, 'float32', seed);

/** The value of f, then its gradients by both tensors, weighed by random numbers. */
function valueAndGradients(
	f: (x: tf.Tensor, filter: tf.Tensor) => tf.Tensor,
	xShape: number[],
	filterShape: number[],
): Float32Array[] {
	return tf.tidy(() => {
		const [x, filter] = [random(xShape, 1), random(filterShape, 2)];
		const y = f(x, filter);
		const gradients = tf.grads((a: tf.Tensor, b: tf.Tensor) => f(a, b))([x, filter], random(y.shape, 3));
		return [y, ...gradients].map((tensor) => tensor.dataSync<'float32'>());
	});
}

async function expectEqualOnBoth(run: () => Float32Array[]): Promise<void> {
	await useBackend('cpu');
	const expected = run();
	await useBackend('simd', { threads: 2 });
	for (const [index, values] of run().entries()) {
		expect(maxAbsOverMax(values, expected[index]!)).toBeLessThan(1e-5);
	}
}

describe('convolutions on simd equal those on cpu (BW-03)', () => {
	it.each(layouts)('$channels channels, $size voxels, stride $strides, $pad', async (layout) => {
		const { channels, size, strides, pad } = layout;
		const shape = [1, size, size, size, channels];
		await expectEqualOnBoth(() =>
			valueAndGradients((x, filter) => conv3d(x, filter, { strides, pad }), shape, [3, 3, 3, channels, 6]),
		);
		if (typeof pad === 'string') return;
		await expectEqualOnBoth(() =>
			valueAndGradients(
				(x, filter) => conv3dTranspose(x, filter, { strides, pad, outputPadding: strides - 1 }),
				shape,
				[3, 3, 3, 6, channels],
			),
		);
	});
});

describe('values beyond the finite ones, in sums of many voxels', () => {
	const specials = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, 3e38];
	const places = ['x', 'filter', 'bias'].flatMap((where) => specials.map((special) => ({ where, special })));

	/** Random numbers, `special` in the middle. */
	const withSpecial = (shape: number[], seed: number, special: number | undefined) => {
		const values = random(shape, seed).dataSync<'float32'>();
		if (special !== undefined) values[values.length >> 1] = special;
		return tf.tensor(values, shape);
	};

	const isLarge = (value: number) => !Number.isFinite(value) || Math.abs(value) > 1e30;

	function expectSame(values: Float32Array, expected: Float32Array): void {
		expect(expected.some(isLarge)).toBe(true);
		const wrong = [...expected].filter((value, index) => {
			const given = values[index]!;
			if (!Number.isFinite(value)) return !Object.is(given, value);
			return !(Math.abs(given - value) <= 1e-5 * Math.max(100, Math.abs(value)));
		});
		expect(wrong).toEqual([]);
	}

	it.each(places)('keeps $special in $where where the sum of products has it', async ({ where, special }) => {
		const input = (name: string, shape: number[], seed: number) =>
			withSpecial(shape, seed, name === where ? special : undefined);
		const run = () =>
			tf.tidy(() => {
				const [x, filter] = [input('x', [1, 5, 6, 7, 13], 1), input('filter', [3, 3, 3, 13, 18], 2)];
				return conv3d(x, filter, { bias: input('bias', [18], 3) }).dataSync<'float32'>();
			});
		await useBackend('cpu');
		const expected = run();
		await useBackend('simd', { threads: 2 });
		expectSame(run(), expected);
	});

	/** Sums of x · dy over the voxels of one plane [H, W] that a tap of a 3×3 filter meets, with one voxel of padding. */
	function tapGradients(x: Float32Array, dy: Float32Array, [H, W, Ci, Co]: readonly number[]): Float32Array {
		const gradients = new Float32Array(9 * Ci! * Co!);
		for (const [index] of gradients.entries()) {
			const [o, i, tap] = [index % Co!, Math.floor(index / Co!) % Ci!, Math.floor(index / (Ci! * Co!))];
			for (let voxel = 0; voxel < H! * W!; voxel++) {
				const h = Math.floor(voxel / W!) + Math.floor(tap / 3) - 1;
				const w = (voxel % W!) + (tap % 3) - 1;
				if (h < 0 || h >= H! || w < 0 || w >= W!) continue;
				gradients[index]! += x[(h * W! + w) * Ci! + i]! * dy[voxel * Co! + o]!;
			}
		}
		return gradients;
	}

	it.each(specials)('keeps %s at the end of a row in the taps that meet it', async (special) => {
		const [xShape, dyShape] = [[1, 1, 6, 7, 13] as const, [1, 1, 6, 7, 18] as const];
		const x = random([...xShape], 1).dataSync<'float32'>();
		x[13 * 6 + 2] = special;
		const dy = random([...dyShape], 3).dataSync<'float32'>();
		await useBackend('simd', { threads: 2 });
		const values = tf.tidy(() => {
			const gradient = tf.grad((filter: tf.Tensor) => conv3d(tf.tensor(x, [...xShape]), filter));
			return gradient(random([1, 3, 3, 13, 18], 2), tf.tensor(dy, [...dyShape])).dataSync<'float32'>();
		});
		expectSame(values, tapGradients(x, dy, [6, 7, 13, 18]));
	});
});

describe.each(['cpu', 'simd'])('convolutions of ones on %s', (backend) => {
	beforeAll(() => useBackend(backend));

	const ones = (size: number) => tf.ones([1, size, size, size, 5]);
	const filter = () => tf.ones([3, 3, 3, 5, 1]);
	const ends = (y: tf.Tensor) => {
		const values = y.dataSync();
		return [values[0], values[values.length - 1]];
	};

	it('has 27 · 5 at the centre and 8 · 5 in the corners', () => {
		const y = conv3d(ones(5), filter());
		expect(ends(y)).toEqual([40, 40]);
		expect(y.dataSync()[62]).toBe(135);
	});

	it('pads "same" at the end where one side must have less', () => {
		expect(ends(conv3d(ones(4), filter(), { strides: 2 }))).toEqual([135, 40]);
		expect(ends(conv3d(ones(4), filter(), { strides: 2, pad: 1 }))).toEqual([40, 135]);
	});

	it('doubles a volume by its transpose, whose gradient is 8 taps · output channels', () => {
		const up = tf.ones([2, 2, 2, 4, 5]);
		expect(conv3dTranspose(ones(3), up).shape).toEqual([1, 6, 6, 6, 4]);
		const gradient = tf.grad((x: tf.Tensor) => tf.sum(conv3dTranspose(x, up)))(ones(3));
		expect([...new Set(gradient.dataSync())]).toEqual([32]);
	});

	it('counts the taps that meet in an overlapping transpose', () => {
		const y = conv3dTranspose(ones(3), tf.ones([3, 3, 3, 1, 5]), { strides: 2 });
		expect(y.shape).toEqual([1, 7, 7, 7, 1]);
		expect(y.dataSync()[0]).toBe(5); // one tap
		expect(y.dataSync()[2 * 49 + 2 * 7 + 2]).toBe(40); // two taps along each axis
	});
});
