import * as tf from '@tensorflow/tfjs';

/*
 * Padding and dilating by reshape, concat and slice: tfjs' own `pad`, `stridedSlice` and `reverse`
 * give zeros or throw at rank 5 on some backends.
 */

/** Views a tensor as [outer, extent of `axis`, inner]. */
function aroundAxis(x: tf.Tensor, axis: number): tf.Tensor3D {
	const outer = x.shape.slice(0, axis).reduce((product, extent) => product * extent, 1);
	const inner = x.shape.slice(axis + 1).reduce((product, extent) => product * extent, 1);
	return tf.reshape(x, [outer, x.shape[axis]!, inner]);
}

function withExtent(x: tf.Tensor, axis: number, extent: number): number[] {
	return x.shape.map((value, index) => (index === axis ? extent : value));
}

/** Zero-pads one axis. */
export function padAxis(x: tf.Tensor, axis: number, before: number, after: number): tf.Tensor {
	if (before === 0 && after === 0) return x;
	const flat = aroundAxis(x, axis);
	const zeros = (extent: number) => tf.zeros<tf.Rank.R3>([flat.shape[0], extent, flat.shape[2]]);
	const parts = [before > 0 ? zeros(before) : [], flat, after > 0 ? zeros(after) : []].flat();
	return tf.reshape(tf.concat(parts, 1), withExtent(x, axis, x.shape[axis]! + before + after));
}

/** Zero-pads the three space axes of [B, D, H, W, C] by [d0, d1, h0, h1, w0, w1]. */
export function padVolume(x: tf.Tensor, pads: readonly number[]): tf.Tensor {
	return [0, 1, 2].reduce(
		(volume, axis) => padAxis(volume, axis + 1, pads[2 * axis]!, pads[2 * axis + 1]!),
		x,
	);
}

/** Takes `count` slices of an axis, from `start` on. */
export function sliceAxis(x: tf.Tensor, axis: number, start: number, count: number): tf.Tensor {
	const flat = aroundAxis(x, axis);
	const part = tf.slice(flat, [0, start, 0], [flat.shape[0], count, flat.shape[2]]);
	return tf.reshape(part, withExtent(x, axis, count));
}

/** Puts `stride - 1` zero slices between the slices of an axis. */
export function dilateAxis(x: tf.Tensor, axis: number, stride: number): tf.Tensor {
	if (stride === 1) return x;
	const flat = aroundAxis(x, axis);
	const [outer, extent, inner] = flat.shape;
	const spread = padAxis(tf.reshape(flat, [outer * extent, 1, inner]), 1, 0, stride - 1);
	const full = tf.reshape(spread, withExtent(x, axis, extent * stride));
	return sliceAxis(full, axis, 0, (extent - 1) * stride + 1);
}

/** Flips a filter [kD, kH, kW, Ci, Co] in space and swaps its channels: [kD, kH, kW, Co, Ci]. */
export function flipFilter(filter: tf.Tensor): tf.Tensor {
	const [kD, kH, kW, inChannels, outChannels] = filter.shape as [number, number, number, number, number];
	const taps = tf.reverse(tf.reshape(filter, [kD * kH * kW, inChannels * outChannels]), 0);
	const swapped = tf.transpose(tf.reshape(taps, [kD * kH * kW, inChannels, outChannels]), [0, 2, 1]);
	return tf.reshape(swapped, [kD, kH, kW, outChannels, inChannels]);
}

/** Spreads a filter's taps: [kD, kH, kW, Ci, Co] with zeros between them. */
export function dilateFilter(filter: tf.Tensor, dilations: readonly number[]): tf.Tensor {
	return [0, 1, 2].reduce((spread, axis) => dilateAxis(spread, axis, dilations[axis]!), filter);
}

/** Takes a filter's taps back out of a spread one. */
export function gatherTaps(filter: tf.Tensor, dilations: readonly number[]): tf.Tensor {
	return [0, 1, 2].reduce((spread, axis) => {
		const step = dilations[axis]!;
		if (step === 1) return spread;
		const taps = (spread.shape[axis]! - 1) / step + 1;
		const flat = aroundAxis(padAxis(spread, axis, 0, step - 1), axis);
		const [outer, , inner] = flat.shape;
		const firsts = tf.slice(
			tf.reshape(flat, [outer * taps, step, inner]),
			[0, 0, 0],
			[outer * taps, 1, inner],
		);
		return tf.reshape(firsts, withExtent(spread, axis, taps));
	}, filter);
}
