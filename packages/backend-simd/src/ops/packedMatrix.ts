import type { SimdBackend } from '../backend/simdBackend.ts';
import type { Engine } from '../engine/engine.ts';

/** A strided matrix whose rows are counted over four nested axes; strides in floats, negative ones allowed. */
export interface StridedMatrix {
	/** Address of row 0, column 0. */
	readonly pointer: number;
	readonly rows: readonly [number, number, number, number];
	readonly rowStrides: readonly [number, number, number, number];
	readonly columns: number;
	readonly columnStride: number;
}

/** Columns filled up to whole vectors, as panels hold them. */
export const paddedColumns = ({ lanes }: Engine, columns: number): number =>
	Math.ceil(columns / lanes) * lanes;

/** Packs a matrix into the panels that products stream through (kernels/packPanels.cpp) while `use` runs. */
export function withPackedMatrix<T>(
	backend: SimdBackend,
	matrix: StridedMatrix,
	use: (packed: number) => T,
): T {
	const { engine } = backend;
	const rows = matrix.rows.reduce((product, extent) => product * extent, 1);
	const floats = rows * paddedColumns(engine, matrix.columns);
	return backend.withScratch(floats, (packed) => {
		const { pointer, rowStrides, columns, columnStride } = matrix;
		const args = [pointer, packed, ...matrix.rows, ...rowStrides, columns, columnStride, engine.widest];
		engine.run('packPanels', args, floats > 65_536);
		return use(packed);
	});
}
