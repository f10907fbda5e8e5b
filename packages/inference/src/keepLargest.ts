import type { Triple } from './windowGrid.ts';

/**
 * Keeps the largest connected component of each given class and turns the others into background (0).
 *
 * Voxels that share a face, an edge or a corner are connected; of equally large components the one that comes
 * first in memory stays.
 *
 * @param labels class numbers, row-major [i, j, k]; not changed
 * @param shape voxels along i, j, k
 * @param classes class numbers to treat, each on its own
 *
 * Source: MONAI `KeepLargestConnectedComponent(independent=True)`.
 */
export function keepLargest(labels: Uint8Array, shape: Triple, classes: readonly number[]): Uint8Array {
	const kept = labels.slice();
	const treated = new Uint8Array(256);
	for (const label of classes) treated[label] = 1;
	const seen = new Uint8Array(labels.length);
	const largest = new Map<number, Int32Array>();
	const queue = new Int32Array(labels.length);
	for (let voxel = 0; voxel < labels.length; voxel++) {
		const label = labels[voxel];
		if (!treated[label] || seen[voxel]) continue;
		const component = queue.subarray(0, fill(labels, shape, voxel, seen, queue));
		const best = largest.get(label);
		if (best && best.length >= component.length) for (const other of component) kept[other] = 0;
		else {
			for (const other of best ?? []) kept[other] = 0;
			largest.set(label, component.slice());
		}
	}
	return kept;
}

/** Collects the component of a voxel into the queue; returns its size. */
function fill(labels: Uint8Array, shape: Triple, first: number, seen: Uint8Array, queue: Int32Array): number {
	const [ni, nj, nk] = shape;
	const label = labels[first];
	let length = 1;
	queue[0] = first;
	seen[first] = 1;
	for (let at = 0; at < length; at++) {
		const voxel = queue[at];
		const k = voxel % nk;
		const j = Math.floor(voxel / nk) % nj;
		const i = Math.floor(voxel / (nk * nj));
		for (let a = Math.max(0, i - 1); a <= Math.min(ni - 1, i + 1); a++) {
			for (let b = Math.max(0, j - 1); b <= Math.min(nj - 1, j + 1); b++) {
				for (let c = Math.max(0, k - 1); c <= Math.min(nk - 1, k + 1); c++) {
					const neighbour = (a * nj + b) * nk + c;
					if (seen[neighbour] || labels[neighbour] !== label) continue;
					seen[neighbour] = 1;
					queue[length++] = neighbour;
				}
			}
		}
	}
	return length;
}
