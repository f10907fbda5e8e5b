import * as tf from '@tensorflow/tfjs';

/** From volume to volume, [B, D, H, W, C]. */
export type VolumeMap = (x: tf.Tensor) => tf.Tensor;

/** Makes trained variables and remembers them. */
export class Variables {
	readonly all: tf.Variable[] = [];

	normal(shape: number[], fanIn: number): tf.Variable {
		const seed = this.all.length + 1;
		return this.add(tf.randomNormal(shape, 0, Math.sqrt(1 / fanIn), 'float32', seed));
	}

	add(value: tf.Tensor): tf.Variable {
		const variable = tf.variable(value);
		this.all.push(variable);
		return variable;
	}
}

/** Convolution of stride 1 and the same size. */
export function conv(variables: Variables, inChannels: number, outChannels: number, kernel = 3): VolumeMap {
	const filter = variables.normal(
		[kernel, kernel, kernel, inChannels, outChannels],
		kernel ** 3 * inChannels,
	);
	return (x) => tf.conv3d(x as tf.Tensor5D, filter as tf.Tensor as tf.Tensor5D, 1, 'same');
}

function instanceNorm(x: tf.Tensor): tf.Tensor {
	const { mean, variance } = tf.moments(x, [1, 2, 3], true);
	return tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5)));
}

/** UNETR's residual block: conv, norm, LeakyReLU, conv, norm, beside a 1x1x1 convolution where channels change. */
export function residualBlock(variables: Variables, inChannels: number, outChannels: number): VolumeMap {
	const conv1 = conv(variables, inChannels, outChannels);
	const conv2 = conv(variables, outChannels, outChannels);
	const conv3 = inChannels === outChannels ? undefined : conv(variables, inChannels, outChannels, 1);
	return (x) => {
		const y = instanceNorm(conv2(tf.leakyRelu(instanceNorm(conv1(x)), 0.01)));
		return tf.leakyRelu(tf.add(y, conv3 ? instanceNorm(conv3(x)) : x), 0.01);
	};
}

/**
 * Transposed convolution, kernel and stride 2. tfjs has no gradient for its own, so users write the matrix product
 * and move the eight results of each voxel to their places in two transposes of low rank.
 */
export function upsample(variables: Variables, inChannels: number, outChannels: number): VolumeMap {
	const kernel = variables.normal([inChannels, 8 * outChannels], inChannels);
	return (x) => {
		const [b, d, h, w, c] = x.shape as [number, number, number, number, number];
		const flat = tf.matMul(tf.reshape(x, [b * d * h * w, c]), kernel as tf.Tensor as tf.Tensor2D);
		const rows = tf.transpose(tf.reshape(flat, [b * d * h, w, 4, 2 * outChannels]), [0, 2, 1, 3]);
		const planes = tf.transpose(tf.reshape(rows, [b * d, h, 2, 2, 2 * w * outChannels]), [0, 2, 1, 3, 4]);
		return tf.reshape(planes, [b, 2 * d, 2 * h, 2 * w, outChannels]);
	};
}

/** Upsamples, joins the skip behind it, and convolves. */
export function upBlock(
	variables: Variables,
	inChannels: number,
	outChannels: number,
): (x: tf.Tensor, skip: tf.Tensor) => tf.Tensor {
	const up = upsample(variables, inChannels, outChannels);
	const block = residualBlock(variables, 2 * outChannels, outChannels);
	return (x, skip) => block(tf.concat([up(x), skip], 4));
}
