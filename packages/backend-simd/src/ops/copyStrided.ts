import { parallelFrom, sizeOf } from '../backend/kernel.ts';
import type { SimdBackend } from '../backend/simdBackend.ts';

/** A block of any rank and where its elements lie on both sides; strides in floats. */
export interface StridedBlock {
	readonly from: number;
	readonly to: number;
	readonly extents: readonly number[];
	readonly fromStrides: readonly number[];
	readonly toStrides: readonly number[];
}

/** Most axes of the kernel. */
const maximumAxes = 6;

/** Strides of a dense tensor. */
export function rowMajorStrides(shape: readonly number[]): number[] {
	return shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
}

/** Strides with which a tensor is read as a larger one of its trailing axes: 0 along an axis that it repeats. */
export function broadcastStrides(shape: readonly number[], rank: number): number[] {
	const strides = rowMajorStrides(shape).map((stride, axis) => (shape[axis] === 1 ? 0 : stride));
	return [...new Array<number>(rank - shape.length).fill(0), ...strides];
}

/** Drops axes of extent 1 and joins neighbours that both sides walk through without a gap. */
export function joinAxes({
	extents,
	fromStrides,
	toStrides,
}: Pick<StridedBlock, 'extents' | 'fromStrides' | 'toStrides'>): [number, number, number][] {
	const axes: [extent: number, from: number, to: number][] = [];
	for (let axis = extents.length - 1; axis >= 0; axis--) {
		const [extent, from, to] = [extents[axis]!, fromStrides[axis]!, toStrides[axis]!];
		if (extent === 1) continue;
		const inner = axes[0];
		if (inner && from === inner[0] * inner[1] && to === inner[0] * inner[2]) inner[0] *= extent;
		else axes.unshift([extent, from, to]);
	}
	return axes;
}

/** Whether the kernel can copy a block: after joining, it has few enough axes. */
export const canCopy = (block: StridedBlock): boolean => joinAxes(block).length <= maximumAxes;

/** Copies a block between two strided layouts (kernels/copyStrided.cpp). */
export function copyStrided(backend: SimdBackend, block: StridedBlock): void {
	const length = sizeOf(block.extents);
	if (length === 0) return;
	const axes = joinAxes(block);
	while (axes.length < 1) axes.push([1, 1, 1]);
	shareOutermost(axes);
	while (axes.length < maximumAxes) axes.unshift([1, 0, 0]);
	const columns = [0, 1, 2].flatMap((column) => axes.map((axis) => axis[column]!));
	backend.engine.run('copyStrided', [block.from, block.to, ...columns], length > parallelFrom);
}

/** Tasks are steps of the outer four axes: cuts a block that has only one or two axes into pieces. */
function shareOutermost(axes: [number, number, number][]): void {
	if (axes.length > 2) return;
	const [extent, from, to] = axes[0]!;
	const piece = axes.length === 1 ? 8192 : 64;
	if (extent % piece !== 0 || extent === piece) return;
	axes.splice(0, 1, [extent / piece, from * piece, to * piece], [piece, from, to]);
	if (axes.length === 2) axes.unshift(axes.shift()!, [1, 0, 0]);
}
