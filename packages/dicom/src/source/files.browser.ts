import { DicomError } from '../dicomError.ts';
import type * as node from './files.node.ts';

// What files.node.ts gives, where there are no files: nothing reaches for Node's modules here.

/** Whether this runs in Node. */
export function isNode(): boolean {
	return false;
}

/** Refuses an address. */
export const pathOfUrl: typeof node.pathOfUrl = async (url) => {
	throw new DicomError(
		`${url.href}: only file: URLs can be read, and only in Node; fetch the files and hand over their Blobs or bytes`,
	);
};

/** Refuses a path. */
export const pathEntries: typeof node.pathEntries = async (path) => {
	throw new DicomError(`${path}: a path can only be read in Node; hand over the Files or their bytes`);
};
