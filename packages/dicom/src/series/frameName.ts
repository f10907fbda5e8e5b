import type { StoredFrame } from './storedImage.ts';

/** How messages name a frame: its file, and of a multi-frame image its number from 1. */
export function frameName({ image, index }: StoredFrame): string {
	return image.layout?.frames === 1 ? image.name : `${image.name}, frame ${index + 1}`;
}

/** Position of a frame, LPS+ mm as the file has it. */
export function placeText({ place }: StoredFrame): string {
	return `(${place.positionMm.join(', ')})`;
}
