const arrays = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array, 8: BigUint64Array } as const;

/** Where a tensor lies in a storage, in elements. */
export interface StridedPlace {
	readonly offset: number;
	readonly shape: readonly number[];
	readonly strides: readonly number[];
}

/** Whether the elements lie in row-major order without gaps; axes of size 1 may have any stride. */
function isRowMajor({ shape, strides }: StridedPlace): boolean {
	let expected = 1;
	for (let axis = shape.length - 1; axis >= 0; axis--) {
		if (shape[axis] !== 1 && strides[axis] !== expected) return false;
		expected *= shape[axis]!;
	}
	return true;
}

/** Calls back with the place of each row (last axis) in row-major order. */
function forEachRow({ offset, shape, strides }: StridedPlace, visit: (from: number) => void): void {
	const axes = shape.length - 1;
	const index = new Array<number>(axes).fill(0);
	let from = offset;
	for (;;) {
		visit(from);
		let axis = axes - 1;
		while (axis >= 0 && index[axis] === shape[axis]! - 1) {
			from -= index[axis]! * strides[axis]!;
			index[axis] = 0;
			axis--;
		}
		if (axis < 0) return;
		index[axis]!++;
		from += strides[axis]!;
	}
}

/**
 * Copies the elements of a strided tensor into row-major order, whatever their type.
 * @param storage the bytes of the whole storage; the place lies inside it.
 * @param elementBytes 1, 2, 4 or 8.
 */
export function gatherElements(storage: ArrayBuffer, elementBytes: number, place: StridedPlace): ArrayBuffer {
	const { offset, shape, strides } = place;
	if (shape.includes(0)) return new ArrayBuffer(0);
	const count = shape.reduce((product, size) => product * size, 1);
	if (isRowMajor(place)) return storage.slice(offset * elementBytes, (offset + count) * elementBytes);
	const ArrayType = arrays[elementBytes as keyof typeof arrays];
	const from = new ArrayType(storage, 0, Math.floor(storage.byteLength / elementBytes));
	const to = new ArrayType(count);
	const [length, step] = [shape.at(-1)!, strides.at(-1)!];
	let at = 0;
	forEachRow(place, (start) => {
		for (let i = 0; i < length; i++) to[at++] = from[start + i * step]!;
	});
	return to.buffer;
}
