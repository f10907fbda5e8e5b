import type { Affine } from './affine.ts';
import { axisDirections, parseOrientation } from './orientation.ts';
import { type Reading, reorder } from './reorder.ts';
import { sameGrid } from './sameGrid.ts';
import { createVolume, type Volume } from './volume.ts';
import { VolumeError } from './volumeError.ts';

/** A volume in another axis order, and the way back. */
export interface Oriented {
	readonly volume: Volume;
	/**
	 * Takes any volume on the oriented grid (an image, its labels, several channels) back to the grid of the input:
	 * voxels bit for bit, affine equal to the input's.
	 * @throws VolumeError where the volume is not on the oriented grid
	 */
	inverse(oriented: Volume): Volume;
}

type Triple = readonly [number, number, number];

/** Per output axis: the input axis it takes and whether it runs the other way. */
interface AxisMove {
	readonly from: Triple;
	readonly flip: readonly [boolean, boolean, boolean];
}

/**
 * Reorders and flips the voxel axes so that they point to the given letters: nothing is resampled, every voxel keeps its
 * value and its place in the world. Oblique affines go to the closest axes, as nibabel's `as_closest_canonical` does.
 * @param code direction in which i, j, k grow, such as 'LPS'
 * @throws VolumeError for letters that are no orientation
 */
export function reorient(volume: Volume, code: string): Volume {
	return orientTo(volume, code).volume;
}

/**
 * `reorient`, with the way back for what was made on the oriented grid.
 * @param code direction in which i, j, k grow, such as 'RAS' (right, anterior, superior)
 * @throws VolumeError for letters that are no orientation
 */
export function orientTo(volume: Volume, code: string = 'RAS'): Oriented {
	const move = movesTo(volume.affine, code);
	const unchanged = move.from.every((axis, a) => axis === a && !move.flip[a]);
	const oriented = unchanged ? volume : moveAxes(volume, move, movedAffine(volume, move));
	const back = inverseMove(move);
	return {
		volume: oriented,
		inverse: (other) => {
			if (!sameGrid(other, oriented)) {
				throw new VolumeError(
					`a volume of ${other.shape.join('×')} voxels does not lie on the ${code} grid of ${oriented.shape.join('×')} it should be taken back from; check its shape and affine`,
				);
			}
			return moveAxes(other, back, volume.affine);
		},
	};
}

function movesTo(affine: Affine, code: string): AxisMove {
	const wanted = parseOrientation(code);
	const has = axisDirections(affine);
	const from = wanted.map(({ world }) => has.findIndex((direction) => direction.world === world));
	const flip = wanted.map(({ sign }, a) => has[from[a]].sign !== sign);
	return { from: from as unknown as Triple, flip: flip as unknown as AxisMove['flip'] };
}

function inverseMove({ from, flip }: AxisMove): AxisMove {
	const back = [0, 1, 2].map((axis) => from.indexOf(axis));
	const flips = back.map((axis) => flip[axis]);
	return { from: back as unknown as Triple, flip: flips as unknown as AxisMove['flip'] };
}

function moveAxes(volume: Volume, { from, flip }: AxisMove, affine: Affine): Volume {
	const { shape, channels, header } = volume;
	const fileStrides = [1, shape[0], shape[0] * shape[1]];
	const sizes = from.map((axis) => shape[axis]);
	const strides = from.map((axis, a) => (flip[a] ? -fileStrides[axis] : fileStrides[axis]));
	const offset = from.reduce(
		(sum, axis, a) => sum + (flip[a] ? fileStrides[axis] * (shape[axis] - 1) : 0),
		0,
	);
	const reading: Reading = {
		shape: [sizes[2], sizes[1], sizes[0]], // file order: the first axis is the fastest
		strides: [strides[2], strides[1], strides[0]],
		offset,
	};
	const voxels = reorder(volume.voxels, reading, channels);
	return createVolume({ voxels, shape: [sizes[0], sizes[1], sizes[2]], channels, affine, header });
}

function movedAffine({ affine, shape }: Volume, { from, flip }: AxisMove): Affine {
	const row = (r: 0 | 1 | 2): Affine[0] => {
		const step = from.map((axis, a) => (flip[a] ? 0 - affine[r][axis] : affine[r][axis]));
		const origin = from.reduce(
			(sum, axis, a) => sum + (flip[a] ? affine[r][axis] * (shape[axis] - 1) : 0),
			affine[r][3],
		);
		return [step[0], step[1], step[2], origin];
	};
	return [row(0), row(1), row(2), affine[3]];
}
