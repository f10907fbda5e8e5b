import type { Triple } from './grid.ts';
import { keepLargestComponent } from './keepLargestComponent.ts';
import { asObject, invalid } from './specField.ts';

/** What is done to predicted labels before they go back to the input's grid: plain JSON, kept in the bundle. */
export interface PostprocessingSpec {
	/** Version of this format; left out it is 1. */
	readonly version?: 1;
	/** Classes of which only the largest component stays; left out or empty, none is cleaned. */
	readonly keepLargest?: readonly number[];
	/** Neighbours that belong together; default 26. */
	readonly connectivity?: 6 | 18 | 26;
}

/**
 * Checks a specification read from JSON.
 *
 * @throws TransformsError naming the field, what it holds and what it may hold
 */
export function parsePostprocessingSpec(json: unknown): PostprocessingSpec {
	const where = 'postprocessing';
	const spec = asObject(json, where, ['version', 'keepLargest', 'connectivity']);
	const { version = 1, keepLargest = [], connectivity = 26 } = spec;
	if (version !== 1)
		throw invalid(`${where}.version`, version, '1; a newer file needs a newer @unetr/transforms');
	if (!Array.isArray(keepLargest) || !keepLargest.every(isClass)) {
		throw invalid(`${where}.keepLargest`, keepLargest, 'a list of classes from 1 to 255');
	}
	if (connectivity !== 6 && connectivity !== 18 && connectivity !== 26) {
		throw invalid(`${where}.connectivity`, connectivity, '6, 18 or 26');
	}
	return { version: 1, keepLargest, connectivity };
}

/**
 * Cleans predicted labels as a bundle says.
 *
 * @param labels in tensor order, one channel; left as they are
 * @param shape voxels along i, j, k
 * @throws TransformsError where the specification is not valid or does not fit
 */
export function applyPostprocessing(labels: Uint8Array, shape: Triple, spec: PostprocessingSpec): Uint8Array {
	const { keepLargest = [], connectivity } = parsePostprocessingSpec(spec);
	if (keepLargest.length === 0) return labels;
	return keepLargestComponent(labels, shape, { classes: keepLargest, connectivity });
}

function isClass(label: unknown): boolean {
	return typeof label === 'number' && Number.isInteger(label) && label >= 1 && label <= 255;
}
