/** The permutation that undoes another. */
export function invertAxes(axes: readonly number[]): number[] {
	return axes.map((_, axis) => axes.indexOf(axis));
}

/**
 * Reorders the axes of a row-major array, as `tf.transpose` does, without an engine.
 *
 * @param shape of `values`.
 * @param axes output axis a is input axis `axes[a]`.
 */
export function permuteAxes(
	values: Float32Array,
	shape: readonly number[],
	axes: readonly number[],
): Float32Array {
	const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
	const sizes = axes.map((axis) => shape[axis]!);
	const steps = axes.map((axis) => strides[axis]!);
	const permuted = new Float32Array(values.length);
	const last = axes.length - 1;
	let at = 0;
	const walk = (axis: number, from: number): void => {
		const size = sizes[axis]!;
		const step = steps[axis]!;
		if (axis < last) {
			for (let n = 0; n < size; n++) walk(axis + 1, from + n * step);
			return;
		}
		for (let n = 0; n < size; n++) permuted[at++] = values[from + n * step]!;
	};
	walk(0, 0);
	return permuted;
}
