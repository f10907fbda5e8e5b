import { IMAGE_TAGS } from './imageTags.ts';
import { SEGMENTATION_TAGS } from './segmentationTags.ts';

/** The elements that this package reads or writes: tag and value representation by keyword. */
export const TAGS: typeof IMAGE_TAGS & typeof SEGMENTATION_TAGS = { ...IMAGE_TAGS, ...SEGMENTATION_TAGS };

/** Keyword of an element that this package reads or writes. */
export type DicomKeyword = keyof typeof TAGS;

/** A tag as the standard writes it: `(0028,0010)`. */
export function tagText(tag: number): string {
	const hex = (tag >>> 0).toString(16).padStart(8, '0').toUpperCase();
	return `(${hex.slice(0, 4)},${hex.slice(4)})`;
}
