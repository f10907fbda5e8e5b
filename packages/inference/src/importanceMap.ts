import type { Triple } from './windowGrid.ts';

/** How overlapping windows are weighted: all voxels alike, or the centre more than the rim. */
export type BlendMode = 'gaussian' | 'constant';

/**
 * Weights of a window's voxels: 1, or the outer product over the axes of
 * exp(-(x - (n - 1) / 2)^2 / (2 (sigmaScale n)^2)), clamped from below at max(min, 1e-3) and not normalised.
 *
 * @param roiSize window size in voxels along i, j, k
 * @param mode 'gaussian' or 'constant'
 * @param sigmaScale standard deviation as a fraction of the window
 * @returns float32 weights, row-major [i, j, k]
 *
 * Source: MONAI `compute_importance_map`.
 */
export function importanceMap(roiSize: Triple, mode: BlendMode, sigmaScale = 0.125): Float32Array {
	const [ni, nj, nk] = roiSize;
	const weights = new Float32Array(ni * nj * nk).fill(1);
	if (mode === 'constant') return weights;
	const [gi, gj, gk] = roiSize.map((n) => gaussian(n, sigmaScale * n)) as [
		Float32Array,
		Float32Array,
		Float32Array,
	];
	let smallest = Infinity;
	for (let i = 0, at = 0; i < ni; i++) {
		for (let j = 0; j < nj; j++) {
			const plane = Math.fround(gi[i] * gj[j]);
			for (let k = 0; k < nk; k++, at++) {
				const weight = Math.fround(plane * gk[k]);
				weights[at] = weight;
				if (weight < smallest) smallest = weight;
			}
		}
	}
	const floor = Math.fround(Math.max(smallest, 1e-3));
	for (let at = 0; at < weights.length; at++) if (weights[at] < floor) weights[at] = floor;
	return weights;
}

function gaussian(length: number, sigma: number): Float32Array {
	const centre = (length - 1) / 2;
	return Float32Array.from({ length }, (_, x) => Math.exp(-((x - centre) ** 2) / (2 * sigma * sigma)));
}
