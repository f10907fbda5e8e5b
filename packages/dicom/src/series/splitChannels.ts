import { DicomError } from '../dicomError.ts';
import { frameName, placeText } from './frameName.ts';
import type { StoredFrame } from './storedImage.ts';

/** The frames of a series by channel and slice. */
export interface SplitFrames {
	/** Of each channel its frames in the order of the stacks. */
	readonly channels: readonly (readonly StoredFrame[])[];
	/** The key that tells the channels apart. */
	readonly key: string | undefined;
}

/**
 * Splits frames that share their places (time points, echoes, diffusion weightings) into channels, by the first key
 * that takes one value for each channel at every place.
 * @param stacks the frames at each place, ascending along the normal
 * @throws DicomError where places hold different numbers of frames, or nothing tells the frames of one place apart
 */
export function splitChannels(stacks: readonly (readonly StoredFrame[])[], name: string): SplitFrames {
	const count = stacks[0]!.length;
	const odd = stacks.find((stack) => stack.length !== count);
	if (odd !== undefined)
		throw unequal(odd.length > count ? odd : stacks[0]!, odd.length > count ? stacks[0]! : odd, name);
	if (count === 1) return { channels: [stacks.map((stack) => stack[0]!)], key: undefined };
	for (const key of Object.keys(stacks[0]![0]!.keys)) {
		const sorted = stacks.map((stack) => [...stack].sort((a, b) => compareKeys(a.keys[key], b.keys[key])));
		if (!tellsApart(sorted, key)) continue;
		return { channels: sorted[0]!.map((_, c) => sorted.map((stack) => stack[c]!)), key };
	}
	const [first, second] = stacks[0]! as readonly [StoredFrame, StoredFrame];
	throw new DicomError(
		`${name}: ${count} frames share each position and nothing (time, echo, b-value, acquisition …) tells them apart, such as ${frameName(first)} and ${frameName(second)} at the position ${placeText(first)}; remove duplicates`,
	);
}

/** Whether a key has one value for each channel, the same at every place, and no value twice. */
function tellsApart(sorted: readonly (readonly StoredFrame[])[], key: string): boolean {
	const values: readonly unknown[] = sorted[0]!.map((frame) => frame.keys[key]);
	if (values.includes(undefined) || new Set(values).size !== values.length) return false;
	return sorted.every((stack) => stack.every((frame, c) => frame.keys[key] === values[c]));
}

function compareKeys(a: number | string | undefined, b: number | string | undefined): number {
	if (typeof a === 'number' && typeof b === 'number') return a - b;
	const [p, q] = [String(a), String(b)];
	return p < q ? -1 : Number(p > q);
}

function unequal(more: readonly StoredFrame[], fewer: readonly StoredFrame[], name: string): DicomError {
	const names = more.slice(0, 4).map(frameName).join(', ');
	return new DicomError(
		`${name}: the position ${placeText(more[0]!)} holds ${more.length} slices (${names}), the position ${placeText(fewer[0]!)} ${fewer.length}; remove the duplicate, or find the missing slice`,
	);
}
