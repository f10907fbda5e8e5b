import { dataFileSegments } from '../detached/dataFileSegments.ts';
import { VolumeError } from '../volumeError.ts';
import type { ByteSource } from './byteSource.ts';
import type { Companions } from './companions.ts';
import { fileSource, isFile, pathTools, realPath } from './files.node.ts';

const IMAGE_NAME = /\.img(\.gz)?$/i;
const HEADER_NAME = /\.hdr(\.gz)?$/i;

/** A header with the files that belong to it. */
export interface OpenedSource {
	readonly header: ByteSource;
	readonly companions: Companions;
}

/**
 * Opens a path. The .img of a pair leads to its .hdr beside it; which files belong to a header is looked up only when
 * the header says that there are any.
 * @param outsideFolder whether a data file may be anywhere
 */
export async function openPath(path: string, outsideFolder: boolean): Promise<OpenedSource> {
	const dataFile = (name: string): Promise<ByteSource> => openDataFile(path, name, outsideFolder);
	if (!IMAGE_NAME.test(path)) {
		return { header: await fileSource(path), companions: { image: () => imageOf(path), dataFile } };
	}
	const image = await fileSource(path);
	const header = await firstFile(partners(path, IMAGE_NAME, '.hdr'));
	if (header === undefined)
		throw new VolumeError(`${path}: there is no .hdr beside it, and voxels alone have no shape`);
	return { header: await fileSource(header), companions: { image: async () => image, dataFile } };
}

async function openDataFile(header: string, name: string, outsideFolder: boolean): Promise<ByteSource> {
	const { dirname, join, resolve, sep } = await pathTools();
	const folder = dirname(header);
	if (outsideFolder) return fileSource(resolve(folder, name));
	const path = join(folder, ...dataFileSegments(name, header));
	if (!(await isFile(path))) {
		throw new VolumeError(`${header}: the voxels are in ${JSON.stringify(name)}, but there is no such file`);
	}
	// A link may lead anywhere.
	const inside = `${await realPath(folder)}${sep}`.replace(/([/\\])[/\\]$/, '$1');
	if (!(await realPath(path)).startsWith(inside)) {
		throw new VolumeError(
			`${header}: its data file ${JSON.stringify(name)} is a link that leads out of the folder; set outsideFolder to read it`,
		);
	}
	return fileSource(path);
}

async function imageOf(path: string): Promise<ByteSource> {
	const image = HEADER_NAME.test(path) ? await firstFile(partners(path, HEADER_NAME, '.img')) : undefined;
	if (image === undefined) {
		throw new VolumeError(
			`${path}: the header says that its voxels are in an .img file, but there is none beside it`,
		);
	}
	return fileSource(image);
}

/** Names that the other file of a pair may have: as written, upper case, and first of all packed as this one is. */
function partners(path: string, from: RegExp, to: string): string[] {
	const stem = path.replace(from, '');
	const packings = /\.gz$/i.test(path) ? ['.gz', ''] : ['', '.gz'];
	return packings.flatMap((packing) =>
		[to, to.toUpperCase()].map((extension) => `${stem}${extension}${packing}`),
	);
}

async function firstFile(paths: readonly string[]): Promise<string | undefined> {
	for (const path of paths) if (await isFile(path)) return path;
	return undefined;
}
