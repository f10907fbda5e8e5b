import { type Affine, arrayLike, createVolume, sameGrid, type Volume, voxelToWorld } from '@unetr/volume';
import { type Box, type ForegroundOptions, foregroundBox } from './cropForeground.ts';
import { checkShape } from './grid.ts';
import { copyWindow } from './gridWindow.ts';
import { toGrid } from './toGrid.ts';
import { TransformsError } from './transformsError.ts';

/** A box of voxels with the grid it was found on. */
export interface VolumeBox extends Box {
	readonly of: Pick<Volume, 'shape' | 'affine'>;
}

/** The box around the foreground of a volume, for this volume and others on its grid. */
export function volumeForegroundBox(volume: Volume, options: ForegroundOptions = {}): VolumeBox {
	const { shape, affine } = volume;
	return { ...foregroundBox(toGrid(volume), options), of: { shape, affine } };
}

/**
 * Crops a volume to a box of voxels (zeros where the box leaves it) and moves the origin: `affine · start`.
 *
 * Every voxel keeps its world position.
 *
 * @throws TransformsError where the box was found on another grid
 */
export function cropVolume(volume: Volume, box: VolumeBox): Volume {
	const { voxels, channels, header } = volume;
	const { start, shape } = box;
	checkShape('box', shape);
	if (!sameGrid(volume, box.of)) {
		throw new TransformsError(
			`The box was found on a grid of ${box.of.shape.join('×')} voxels and the volume of ${volume.shape.join('×')} lies on another (shape or affine differ); resample one to the other's grid first.`,
		);
	}
	const [ni, nj, nk] = volume.shape;
	const [inputSize, size] = [ni * nj * nk, shape[0] * shape[1] * shape[2]];
	const cropped = arrayLike(voxels, size * channels);
	for (let c = 0; c < channels; c++) {
		const channel = voxels.subarray(c * inputSize, (c + 1) * inputSize);
		const [i, j, k] = start;
		const window = copyWindow(channel, [nk, nj, ni], 1, [k, j, i], [shape[2], shape[1], shape[0]], 0);
		cropped.set(window, c * size);
	}
	return createVolume({ voxels: cropped, shape, channels, affine: movedOrigin(volume, start), header });
}

function movedOrigin({ affine }: Volume, start: Box['start']): Affine {
	const [x, y, z] = voxelToWorld(affine, start);
	const row = (r: 0 | 1 | 2, origin: number): Affine[0] => [affine[r][0], affine[r][1], affine[r][2], origin];
	return [row(0, x), row(1, y), row(2, z), affine[3]];
}
