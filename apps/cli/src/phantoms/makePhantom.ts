import { Random } from '@unetr/transforms';
import { createVolume, type Volume } from '@unetr/volume';
import type { Point } from './curvedTube.ts';
import { drawGrid, type PhantomGrid } from './phantomGrid.ts';
import { drawTissue } from './tissueModel.ts';

/** A phantom scan and its true labels on one grid. */
export interface Phantom {
	/** Signal with bias field and Rician noise, arbitrary units, int16. */
	readonly image: Volume;
	/** 0 background, 1 anterior part, 2 posterior part, uint8. */
	readonly label: Volume;
	/** Axis codes of the grid, for example `LPS`. */
	readonly orientation: string;
}

/**
 * Makes one MRI-like phantom: signal = gain * |tissue * bias + complex noise|.
 *
 * @param seed - Seed of the data set.
 * @param number - Number of the case in the data set.
 * @param grid - Grid to sample on; drawn from the seed when left out.
 */
export function makePhantom(seed: number, number: number, grid?: PhantomGrid): Phantom {
	const ofCase = new Random(seed).fork(`phantom ${number}`);
	const chosen = grid ?? drawGrid(ofCase.fork('grid'));
	const tissue = drawTissue(ofCase.fork('tissue'));
	const random = ofCase.fork('signal');
	const bias = drawBias(random);
	const gain = random.uniform(150, 1200);
	const noise = random.uniform(0.03, 0.06);
	const { shape, affine, orientation } = chosen;
	const count = shape[0] * shape[1] * shape[2];
	const image = new Int16Array(count);
	const label = new Uint8Array(count);
	let voxel = 0;
	for (let k = 0; k < shape[2]; k++) {
		for (let j = 0; j < shape[1]; j++) {
			for (let i = 0; i < shape[0]; i++, voxel++) {
				const point = toWorld(affine, i, j, k);
				const sample = tissue(point);
				const real = sample.signal * bias(point) + noise * random.normal();
				image[voxel] = Math.round(gain * Math.hypot(real, noise * random.normal()));
				label[voxel] = sample.label;
			}
		}
	}
	return {
		image: createVolume({ voxels: image, shape, affine }),
		label: createVolume({ voxels: label, shape, affine }),
		orientation,
	};
}

/** Smooth shading of a receive coil: 1 plus a quadratic of at most about 0.25 over the phantom. */
function drawBias(random: Random): (point: Point) => number {
	const linear = [0, 1, 2].map(() => random.uniform(-0.12, 0.12));
	const square = [0, 1, 2].map(() => random.uniform(-0.1, 0.1));
	return (point) =>
		1 + point.reduce((sum, mm, axis) => sum + linear[axis]! * (mm / 20) + square[axis]! * (mm / 20) ** 2, 0);
}

function toWorld(affine: PhantomGrid['affine'], i: number, j: number, k: number): Point {
	const at = (row: number): number => {
		const [a, b, c, d] = affine[row]!;
		return a * i + b * j + c * k + d;
	};
	return [at(0), at(1), at(2)];
}
