import { VolumeError } from '../volumeError.ts';
import type * as node from './files.node.ts';

// What files.node.ts gives, where there are no files: nothing reaches for Node's modules here.

/** Whether this runs in Node. */
export function isNode(): boolean {
	return false;
}

/** Refuses a `file:` address. */
export const pathOfUrl: typeof node.pathOfUrl = async (url) => {
	throw new VolumeError(
		`${url.href}: only http(s), blob, data and, in Node, file URLs can be read; hand over the Blob or the bytes`,
	);
};

export const fileNames: typeof node.fileNames = noFiles;
export const isFile: typeof node.isFile = noFiles;
export const nodeDeflate: typeof node.nodeDeflate = noFiles;
export const nodeInflate: typeof node.nodeInflate = noFiles;
export const openPath: typeof node.openPath = noFiles;
export const pathTools: typeof node.pathTools = noFiles;
export const readText: typeof node.readText = noFiles;
export const writeWholeFile: typeof node.writeWholeFile = noFiles;

function noFiles(): never {
	throw new VolumeError('files and folders can only be read and written in Node');
}
