import { DicomError } from '../dicomError.ts';
import { isLabel } from './chooseSegments.ts';
import { forEachInSlice, type SlicedVolumes } from './segmentSlices.ts';

/** A frame to be written: a segment in one slice. */
export interface WrittenFrame {
	/** Index in the table of segments; undefined where the pixels are the segments' numbers. */
	readonly segment?: number;
	/** Slice of the series. */
	readonly k: number;
	/** Pixels row after row: 0 or 1, 0 … 255 for a fraction, or labels of one or two bytes, the lower first. */
	readonly pixels: () => Uint8Array;
}

/** Whether slices in which a segment is empty are written too. */
export type EmptyFrames = 'omit' | 'keep';

/** The labels in a slice of maps, background left out. */
type Presence = readonly ReadonlySet<number>[];

/**
 * Every label that the maps hold but 0, slice by slice.
 * @throws DicomError where a value is no label, or a map has several channels
 */
export function labelsBySlice(slices: SlicedVolumes): Presence {
	for (const { channels } of slices.volumes) {
		if (channels === 1) continue;
		throw new DicomError(`a map of labels has one channel, not ${channels}; give several maps`);
	}
	return Array.from({ length: slices.grid.shape[2] }, (_, k) => {
		const labels = new Set<number>();
		let last = 0;
		for (const n of slices.volumes.keys()) {
			forEachInSlice(slices, n, k, (value) => {
				if (value !== last) labels.add(value);
				last = value;
			});
		}
		labels.delete(0);
		for (const label of labels) {
			if (isLabel(label)) continue;
			throw new DicomError(
				`the label map holds ${label} in slice ${k + 1}; labels are whole numbers from 1 to 65535`,
			);
		}
		return labels;
	});
}

/** Frames of the segments of maps of labels, segment after segment; those of one label are in any of the maps. */
export function labelFrames(
	slices: SlicedVolumes,
	presence: Presence,
	labels: readonly number[],
	empty: EmptyFrames,
): WrittenFrame[] {
	const [columns, rows] = slices.grid.shape;
	const frames = labels.flatMap((label, segment) =>
		presence.map((present, k) => ({
			isEmpty: !present.has(label),
			frame: {
				segment,
				k,
				pixels: () => {
					const mask = new Uint8Array(columns * rows);
					for (const n of slices.volumes.keys()) {
						forEachInSlice(slices, n, k, (value, pixel) => {
							if (value === label) mask[pixel] = 1;
						});
					}
					return mask;
				},
			},
		})),
	);
	return kept(frames, empty);
}

/** Frames of one map of labels as it is. */
export function labelMapFrames(
	slices: SlicedVolumes,
	presence: Presence,
	bits: 8 | 16,
	empty: EmptyFrames,
): WrittenFrame[] {
	const [columns, rows] = slices.grid.shape;
	const frames = presence.map((present, k) => ({
		isEmpty: present.size === 0,
		frame: {
			k,
			pixels: () => {
				const bytes = new Uint8Array((columns * rows * bits) / 8);
				forEachInSlice(slices, 0, k, (value, pixel) => {
					bytes[(pixel * bits) / 8] = value;
					if (bits === 16) bytes[2 * pixel + 1] = value >> 8;
				});
				return bytes;
			},
		},
	}));
	return kept(frames, empty);
}

/**
 * Frames of fractions, a channel a segment.
 * @throws DicomError where a value is not from 0 to 1
 */
export function fractionFrames(slices: SlicedVolumes, empty: EmptyFrames): WrittenFrame[] {
	const [columns, rows, count] = slices.grid.shape;
	const { channels } = slices.volumes[0]!;
	const frames = Array.from({ length: channels * count }, (_, n) => {
		const [segment, k] = [Math.floor(n / count), n % count];
		const pixels = (): Uint8Array => {
			const bytes = new Uint8Array(columns * rows);
			const toByte = (value: number, pixel: number): void => {
				if (!(value >= 0 && value <= 1)) {
					throw new DicomError(
						`channel ${segment + 1} holds ${value} in slice ${k + 1}; fractions are from 0 to 1`,
					);
				}
				bytes[pixel] = Math.round(255 * value);
			};
			forEachInSlice(slices, 0, k, toByte, segment);
			return bytes;
		};
		return {
			frame: { segment, k, pixels },
			isEmpty: empty === 'omit' && pixels().every((value) => value === 0),
		};
	});
	return kept(frames, empty);
}

/** A file has to have a frame: where there is no voxel, the first segment, or the map, keeps all of its own. */
function kept(
	frames: readonly { readonly frame: WrittenFrame; readonly isEmpty: boolean }[],
	empty: EmptyFrames,
): WrittenFrame[] {
	const isKept = (isEmpty: boolean): boolean => empty === 'keep' || !isEmpty;
	const full = frames.filter(({ isEmpty }) => isKept(isEmpty));
	const chosen = full.length > 0 ? full : frames.filter(({ frame }) => !frame.segment);
	return chosen.map(({ frame }) => frame);
}
