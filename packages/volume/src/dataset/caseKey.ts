const IMAGE_WORDS = 'images?|imgs?|scans?|volumes?|vol|orig';
const LABEL_WORDS = 'labels?|lbl|masks?|segmentations?|segm?|seg|gt|annotations?|truth|roi';
const ROLE = `(?:${IMAGE_WORDS}|${LABEL_WORDS})`;
const BEFORE = new RegExp(`^${ROLE}(?:[-_. ]+|(?=\\d))`, 'i');
const AFTER = new RegExp(`[-_. ]+${ROLE}$`, 'i');

/** A file's name without the word that says what it is: `img0001` and `label0001`, `a_scan` and `a_seg` are one case. */
export function caseKey(stem: string): string {
	const key = stem.replace(BEFORE, '').replace(AFTER, '');
	return key === '' ? stem : key;
}
