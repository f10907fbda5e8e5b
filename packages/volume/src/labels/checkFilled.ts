import type { Point3 } from '../affine.ts';
import { VolumeError } from '../volumeError.ts';

/** @throws VolumeError unless the shape is of whole numbers and the array has as many voxels. */
export function checkFilled(voxels: ArrayLike<number>, shape: Point3): void {
	if (shape.length !== 3 || !shape.every((n) => Number.isSafeInteger(n) && n >= 1)) {
		throw new VolumeError(`shape must be three whole numbers of at least 1, not [${shape.join(', ')}]`);
	}
	if (voxels.length !== shape[0] * shape[1] * shape[2]) {
		throw new VolumeError(`${voxels.length} voxels do not fill ${shape.join('×')}`);
	}
}
