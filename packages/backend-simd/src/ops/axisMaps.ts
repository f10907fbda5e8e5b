import type { SimdBackend, TensorInfo } from '../backend/simdBackend.ts';

/** The input voxels that each output voxel of an axis sums, with their weights. */
export type AxisMap = readonly (readonly { readonly source: number; readonly weight: number }[])[];

/** The map back: input voxel n takes from every output voxel that took from it, by the same weight. */
export function transposeMap(map: AxisMap, inputs: number): AxisMap {
	const back = Array.from({ length: inputs }, () => [] as { source: number; weight: number }[]);
	for (const [output, entries] of map.entries()) {
		for (const { source, weight } of entries) back[source]!.push({ source: output, weight });
	}
	return back;
}

/** Writes a map as kernels/mapAxes.cpp reads it: where the entries of each output begin, sources, weights. */
function writeMap(backend: SimdBackend, map: AxisMap, at: number): number[] {
	const entries = map.flat();
	const [starts, sources, weights] = [
		at,
		at + 4 * (map.length + 1),
		at + 4 * (map.length + 1 + entries.length),
	];
	let count = 0;
	backend.engine.ints(starts, map.length + 1).set([0, ...map.map((one) => (count += one.length))]);
	backend.engine.ints(sources, entries.length).set(entries.map(({ source }) => source));
	backend.engine.floats(weights, entries.length).set(entries.map(({ weight }) => weight));
	return [starts, sources, weights];
}

/** Maps the space axes of a volume [B, D, H, W, C] (kernels/mapAxes.cpp). */
export function mapAxes(backend: SimdBackend, x: TensorInfo, maps: readonly AxisMap[]): TensorInfo {
	const [batch, D, H, W, C] = x.shape as [number, number, number, number, number];
	const y = backend.output([batch, ...maps.map((map) => map.length), C]);
	const words = maps.map((map) => map.length + 1 + 2 * map.flat().length);
	const rowFloats = W * C;
	const tableWords = words.reduce((total, count) => total + count, 0);
	backend.withScratch(tableWords + backend.engine.threads * rowFloats, (scratch) => {
		let at = scratch;
		const tables = maps.flatMap((map, axis) => {
			const table = writeMap(backend, map, at);
			at += 4 * words[axis]!;
			return table;
		});
		const sizes = [batch, H, W, C, ...y.shape.slice(1, 4), D * H * rowFloats];
		backend.engine.run('mapAxes', [backend.pointer(x), backend.pointer(y), ...sizes, ...tables, at]);
	});
	return y;
}
