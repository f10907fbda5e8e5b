/** A row-major array with its axes reordered: axis n of the result is axis `order[n]` of the source. */
export function permute(
	values: ArrayLike<number>,
	shape: readonly number[],
	order: readonly number[],
): Float32Array<ArrayBuffer> {
	const strides = shape.map((_, axis) =>
		shape.slice(axis + 1).reduce((product, extent) => product * extent, 1),
	);
	const extents = order.map((axis) => shape[axis]!);
	const steps = order.map((axis) => strides[axis]!);
	const result = new Float32Array(values.length);
	const index = new Array<number>(order.length).fill(0);
	for (let i = 0, source = 0; i < result.length; i++) {
		result[i] = values[source]!;
		for (let axis = order.length - 1; axis >= 0; axis--) {
			source += steps[axis]!;
			if (++index[axis]! < extents[axis]!) break;
			source -= steps[axis]! * extents[axis]!;
			index[axis] = 0;
		}
	}
	return result;
}

/** PyTorch's [N, C, …space] as [N, …space, C]. */
export function channelsLast(tensor: { values: ArrayLike<number>; shape: readonly number[] }): {
	values: Float32Array<ArrayBuffer>;
	shape: number[];
} {
	const order = [0, ...tensor.shape.slice(2).map((_, axis) => axis + 2), 1];
	return {
		values: permute(tensor.values, tensor.shape, order),
		shape: order.map((axis) => tensor.shape[axis]!),
	};
}
