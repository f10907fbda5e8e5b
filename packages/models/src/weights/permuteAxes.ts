/** The arrays whose axes are reordered. */
export type Permutable = Float32Array | Int32Array | BigInt64Array;

/** The permutation that undoes another. */
export function invertAxes(axes: readonly number[]): number[] {
	return axes.map((_, axis) => axes.indexOf(axis));
}

/** Values of a square tile that fits the first cache. */
const TILE = 32;

/** Distance between neighbours of each axis of a row-major array. */
const stridesOf = (shape: readonly number[]): number[] =>
	shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));

/** Copies a plane tile by tile: `rows` apart by `outRow` and 1, `columns` by 1 and `inColumn`. */
function transposePlane<Values extends Permutable>(
	from: Values,
	to: Values,
	at: { readonly from: number; readonly to: number },
	plane: {
		readonly rows: number;
		readonly columns: number;
		readonly outRow: number;
		readonly inColumn: number;
	},
): void {
	const { rows, columns, outRow, inColumn } = plane;
	for (let row0 = 0; row0 < rows; row0 += TILE) {
		const rowEnd = Math.min(row0 + TILE, rows);
		for (let column0 = 0; column0 < columns; column0 += TILE) {
			const columnEnd = Math.min(column0 + TILE, columns);
			for (let row = row0; row < rowEnd; row++) {
				for (let column = column0; column < columnEnd; column++) {
					to[at.to + row * outRow + column] = from[at.from + row + column * inColumn]!;
				}
			}
		}
	}
}

/** Calls `visit` with the offsets of every place of some axes in both arrays. */
function visitPlaces(
	sizes: readonly number[],
	steps: readonly number[],
	outSteps: readonly number[],
	visit: (from: number, to: number) => void,
): void {
	const walk = (axis: number, from: number, to: number): void => {
		if (axis === sizes.length) {
			visit(from, to);
			return;
		}
		for (let n = 0; n < sizes[axis]!; n++) walk(axis + 1, from + n * steps[axis]!, to + n * outSteps[axis]!);
	};
	walk(0, 0, 0);
}

/**
 * Reorders the axes of a row-major array, as `tf.transpose` does, without an engine.
 *
 * @param shape of `values`.
 * @param axes output axis a is input axis `axes[a]`.
 */
export function permuteAxes<Values extends Permutable>(
	values: Values,
	shape: readonly number[],
	axes: readonly number[],
): Values {
	if (axes.every((axis, place) => axis === place)) return values.slice() as Values;
	const strides = stridesOf(shape);
	const sizes = axes.map((axis) => shape[axis]!);
	const steps = axes.map((axis) => strides[axis]!);
	const outSteps = stridesOf(sizes);
	const permuted = new (values.constructor as new (length: number) => Values)(values.length);
	const last = axes.length - 1;
	// The axis that is contiguous in the input; with the last one, contiguous in the output, it spans a plane.
	const near = axes.indexOf(last);
	const outer = axes.map((_, axis) => axis).filter((axis) => axis !== near && axis !== last);
	const plane =
		near === last
			? { rows: sizes[last]!, columns: 1, outRow: 1, inColumn: 0 }
			: { rows: sizes[near]!, columns: sizes[last]!, outRow: outSteps[near]!, inColumn: steps[last]! };
	const pick = (list: readonly number[]): number[] => outer.map((axis) => list[axis]!);
	visitPlaces(pick(sizes), pick(steps), pick(outSteps), (from, to) =>
		transposePlane(values, permuted, { from, to }, plane),
	);
	return permuted;
}
