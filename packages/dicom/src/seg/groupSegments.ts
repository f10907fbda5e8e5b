import type { FrameVoxels } from './framePlane.ts';

/** A frame in its place among the voxels, with its mask: not 0 is inside. */
export interface PlacedMask extends FrameVoxels {
	readonly columns: number;
	readonly mask: () => ArrayLike<number>;
}

/** Voxels of a map of labels. */
export type LabelArray = Uint8Array | Uint16Array;

/** Maps of labels, and the map of each segment. */
export interface GroupedSegments {
	readonly maps: readonly LabelArray[];
	readonly mapOf: readonly number[];
}

/**
 * Draws segments into as few maps of labels as it takes: each into the first map in which none of its voxels is taken.
 * @param segments in order: label and frames
 * @param newMap makes an empty map
 */
export function groupSegments(
	segments: readonly { readonly value: number; readonly frames: readonly PlacedMask[] }[],
	newMap: () => LabelArray,
): GroupedSegments {
	const maps: LabelArray[] = [newMap()];
	const mapOf = segments.map(({ value, frames }) => {
		const free = maps.findIndex((map) => !frames.some((frame) => isTaken(map, frame)));
		const map = free < 0 ? maps.push(newMap()) - 1 : free;
		for (const frame of frames) {
			forEachInside(frame, (voxel) => {
				maps[map]![voxel] = value;
				return true;
			});
		}
		return map;
	});
	return { maps, mapOf };
}

function isTaken(map: LabelArray, frame: PlacedMask): boolean {
	return !forEachInside(frame, (voxel) => map[voxel] === 0);
}

/** Visits the voxels of a mask while `visit` says so; false where it said no. */
function forEachInside(
	{ offset, columnStride, rowStride, columns, mask }: PlacedMask,
	visit: (voxel: number) => boolean,
): boolean {
	const pixels = mask();
	for (let pixel = 0, row = 0; pixel < pixels.length; row++) {
		for (let column = 0; column < columns; column++, pixel++) {
			if (pixels[pixel] === 0) continue;
			if (!visit(offset + column * columnStride + row * rowStride)) return false;
		}
	}
	return true;
}
