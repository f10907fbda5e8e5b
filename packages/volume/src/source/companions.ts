import { dataFileSegments } from '../detached/dataFileSegments.ts';
import { VolumeError } from '../volumeError.ts';
import { type ByteSource, blobName } from './byteSource.ts';

/** Finds the files in which a header says that its voxels are. */
export interface Companions {
	/** The .img of an .hdr. */
	image(): Promise<ByteSource>;
	/**
	 * A file by the name that a header gives it.
	 * @throws VolumeError where there is none, or the name leads out of the header's folder
	 */
	dataFile(name: string): Promise<ByteSource>;
}

/** For a header that came alone. */
export function noCompanions(header: string): Companions {
	const missing = (what: string): VolumeError =>
		new VolumeError(`${header}: the voxels are in ${what}; hand over both as a list`);
	return {
		image: async () => {
			throw missing('an .img file of their own');
		},
		dataFile: async (name) => {
			dataFileSegments(name, header);
			throw missing(JSON.stringify(name));
		},
	};
}

/** A part of a list, with the path that it has in its folder where it has one. */
export interface ListedPart {
	readonly path: string | undefined;
	readonly source: ByteSource;
}

/** Path of a File in the folder that was chosen, or its name; undefined for bytes and Blobs without one. */
export function partPath(part: Blob | Uint8Array): string | undefined {
	if (part instanceof Uint8Array) return undefined;
	const relative = 'webkitRelativePath' in part ? part.webkitRelativePath : '';
	return typeof relative === 'string' && relative !== '' ? relative : blobName(part);
}

/** The other parts of a list: found by name where they have one, else taken in order. */
export function listedCompanions(header: string, parts: readonly ListedPart[]): Companions {
	const unnamed = parts.filter(({ path }) => path === undefined);
	let taken = 0;
	return {
		image: async () => {
			if (parts.length === 1) return parts[0].source;
			const image = parts.find(({ path }) => path !== undefined && /\.img(\.gz)?$/i.test(path));
			if (image !== undefined) return image.source;
			throw new VolumeError(`${header}: the voxels are in an .img file, which is not in the list`);
		},
		dataFile: async (name) => {
			const wanted = dataFileSegments(name, header).join('/');
			const base = wanted.slice(wanted.lastIndexOf('/') + 1);
			const named = parts.filter(({ path }) => path === wanted || path?.endsWith(`/${wanted}`));
			const alike = named.length > 0 ? named : parts.filter(({ path }) => path === base);
			if (alike.length > 1) {
				throw new VolumeError(`${header}: the list holds ${alike.length} files that could be its ${name}`);
			}
			const found = alike[0] ?? unnamed[taken++];
			if (found !== undefined) return found.source;
			throw new VolumeError(`${header}: the voxels are in ${JSON.stringify(name)}, which is not in the list`);
		},
	};
}
