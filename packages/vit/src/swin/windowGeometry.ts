import type { Triple } from '@unetr/blocks';

/** Windows of one block: their extents, the cyclic shift, and the volume padded to whole windows. */
export interface Windows {
	readonly window: Triple;
	readonly shift: Triple;
	readonly padded: Triple;
}

/**
 * The windows that a block uses on a volume: along an axis no longer than the window, the window shrinks to it and
 * does not move.
 *
 * @param size voxels along i, j, k.
 * @param window as configured.
 * @param shifted whether the block is one that moves its windows by half their size.
 * Source: MONAI's `get_window_size`.
 */
export function windowsOf(size: Triple, window: Triple, shifted: boolean): Windows {
	const used = size.map((extent, axis) => Math.min(extent, window[axis]!)) as unknown as Triple;
	const shift = size.map((extent, axis) =>
		shifted && extent > window[axis]! ? Math.floor(window[axis]! / 2) : 0,
	) as unknown as Triple;
	const padded = size.map(
		(extent, axis) => Math.ceil(extent / used[axis]!) * used[axis]!,
	) as unknown as Triple;
	return { window: used, shift, padded };
}

/** Which of the three stretches of a moved axis a voxel comes from; one stretch where the axis does not move. */
function stretch(place: number, extent: number, window: number, shift: number): number {
	if (shift === 0 || place >= extent - shift) return 2;
	return place < extent - window ? 0 : 1;
}

/**
 * What is added to the scores of moved windows, so that voxels that the move brought together from both ends of an axis
 * do not see each other: 0 or −100, [windows, N, N]; nothing where no axis moves.
 *
 * Source: Liu et al. 2021, "Swin Transformer", figure 4; MONAI's `compute_mask`.
 */
export function shiftMask({ window, shift, padded }: Windows): Float32Array | undefined {
	if (shift.every((step) => step === 0)) return undefined;
	const [wI, wJ, wK] = window;
	const counts = padded.map((extent, axis) => extent / window[axis]!) as unknown as Triple;
	const N = wI * wJ * wK;
	const mask = new Float32Array(counts[0] * counts[1] * counts[2] * N * N);
	const regions = new Int8Array(N);
	for (let w = 0; w < mask.length / (N * N); w++) {
		const corner = [
			Math.floor(w / (counts[1] * counts[2])) * wI,
			(Math.floor(w / counts[2]) % counts[1]) * wJ,
			(w % counts[2]) * wK,
		];
		for (let n = 0; n < N; n++) {
			const place = [Math.floor(n / (wJ * wK)), Math.floor(n / wK) % wJ, n % wK];
			regions[n] = place.reduce(
				(region, step, axis) =>
					3 * region + stretch(corner[axis]! + step, padded[axis]!, window[axis]!, shift[axis]!),
				0,
			);
		}
		for (let query = 0; query < N; query++) {
			const row = (w * N + query) * N;
			for (let key = 0; key < N; key++) if (regions[query] !== regions[key]) mask[row + key] = -100;
		}
	}
	return mask;
}

/** Masks by their windows, each for as long as a layer has it. */
const masks = new Map<string, WeakRef<Float32Array>>();

/**
 * {@link shiftMask}, made once for all layers that use the same windows: at 96³ and windows of 7³ it takes 161 MB.
 */
export function sharedShiftMask(windows: Windows): Float32Array | undefined {
	if (windows.shift.every((step) => step === 0)) return undefined;
	const { window, shift, padded } = windows;
	const key = [window, shift, padded].join(' ');
	const known = masks.get(key)?.deref();
	if (known) return known;
	const mask = shiftMask(windows)!;
	masks.set(key, new WeakRef(mask));
	return mask;
}
