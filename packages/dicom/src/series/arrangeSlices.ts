import type { Affine } from '@unetr/volume';
import { DicomError } from '../dicomError.ts';
import { checkUniform } from './checkUniform.ts';
import { frameName, placeText } from './frameName.ts';
import { dot } from './readFrames.ts';
import { type SliceStep, sliceStep } from './sliceStep.ts';
import { splitChannels } from './splitChannels.ts';
import type { FramePlace, StoredFrame, StoredImage, Vector3 } from './storedImage.ts';

/** A series in order. */
export interface ArrangedSeries {
	/** Frame of each slice and channel: slice k of channel c at k + nk · c. */
	readonly frames: readonly StoredFrame[];
	readonly sliceCount: number;
	readonly channelCount: number;
	/** What tells the channels apart, where there is more than one. */
	readonly channelKey: string | undefined;
	/** Voxel index to RAS+ mm; k grows along the normal (row × column direction). */
	readonly affine: Affine;
	readonly warnings: readonly string[];
}

/** Frames are at one place below this fraction of the smaller pixel spacing. */
const SAME_PLACE = 0.01;

/**
 * Puts the frames of a series in order by their position along the normal of their plane.
 * @param name how messages name the series
 * @throws DicomError where frames differ in size or orientation, two share a position, or the steps between them are
 * uneven
 */
export function arrangeSlices(images: readonly StoredImage[], name: string): ArrangedSeries {
	const frames = images.flatMap((image) => image.frames);
	for (const { name: file, fault } of images)
		if (fault !== undefined) throw new DicomError(`${file}: ${fault}`);
	if (frames.length === 0) throw new DicomError(`${name} holds no image`);
	checkUniform(frames, name);
	const normal = normalOf(frames[0]!.place);
	const stacks = stackFrames(frames, normal, name);
	const { channels, key } = splitChannels(stacks, name);
	const slices = stacks.map((stack) => stack[0]!);
	const step = sliceStep(slices, normal, name);
	return {
		frames: channels.flat(),
		sliceCount: stacks.length,
		channelCount: channels.length,
		channelKey: key,
		affine: frameAffine(slices[0]!.place, step),
		warnings: step.warnings,
	};
}

/** Unit normal of the image plane, row × column direction. */
function normalOf({ rowDirection: r, columnDirection: c }: FramePlace): Vector3 {
	const normal: Vector3 = [r[1] * c[2] - r[2] * c[1], r[2] * c[0] - r[0] * c[2], r[0] * c[1] - r[1] * c[0]];
	const length = Math.hypot(...normal);
	return [normal[0] / length, normal[1] / length, normal[2] / length];
}

/** Frames by position along the normal, ascending; those at one place together. */
function stackFrames(frames: readonly StoredFrame[], normal: Vector3, name: string): StoredFrame[][] {
	const tolerance = SAME_PLACE * Math.min(...frames[0]!.place.pixelSpacingMm);
	const depth = ({ place }: StoredFrame): number => dot(place.positionMm, normal);
	// The sort is stable, so frames of one depth stay in the order in which they were found.
	const sorted = [...frames].sort((a, b) => depth(a) - depth(b));
	const stacks: StoredFrame[][] = [];
	for (const frame of sorted) {
		const stack = stacks.at(-1);
		if (stack === undefined || depth(frame) - depth(stack[0]!) > tolerance) stacks.push([frame]);
		else stack.push(joined(stack[0]!, frame, tolerance, name));
	}
	return stacks;
}

function joined(first: StoredFrame, frame: StoredFrame, tolerance: number, name: string): StoredFrame {
	const apart = first.place.positionMm.map((mm, axis) => mm - frame.place.positionMm[axis]!);
	if (Math.hypot(...apart) <= tolerance) return frame;
	throw new DicomError(
		`${name}: ${frameName(first)} at ${placeText(first)} and ${frameName(frame)} at ${placeText(frame)} lie side by side in one plane, at different positions; a volume is one stack of slices`,
	);
}

/** LPS+ to RAS+: x and y change sign. */
function frameAffine(place: FramePlace, { stepMm }: SliceStep): Affine {
	const { positionMm, rowDirection, columnDirection, pixelSpacingMm } = place;
	const row = (axis: 0 | 1 | 2, sign: 1 | -1): [number, number, number, number] => [
		sign * rowDirection[axis] * pixelSpacingMm[1],
		sign * columnDirection[axis] * pixelSpacingMm[0],
		sign * stepMm[axis],
		sign * positionMm[axis],
	];
	return [row(0, -1), row(1, -1), row(2, 1), [0, 0, 0, 1]];
}
