import { VolumeError } from '../volumeError.ts';
import type { ByteSource } from './byteSource.ts';
import { fileSource, isFile } from './nodeFiles.ts';

const IMAGE_NAME = /\.img(\.gz)?$/i;
const HEADER_NAME = /\.hdr(\.gz)?$/i;

/**
 * Opens a path. The .img of a pair leads to its .hdr beside it; which .img belongs to an .hdr is looked up only when
 * the header says that there is one.
 */
export async function openPath(
	path: string,
): Promise<{ header: ByteSource; findImage: () => Promise<ByteSource> }> {
	if (!IMAGE_NAME.test(path)) return { header: await fileSource(path), findImage: () => imageOf(path) };
	const image = await fileSource(path);
	const header = await firstFile(partners(path, IMAGE_NAME, '.hdr'));
	if (header === undefined)
		throw new VolumeError(`${path}: there is no .hdr beside it, and voxels alone have no shape`);
	return { header: await fileSource(header), findImage: async () => image };
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

/** Names that the other file of a pair may have: as written, upper case, and each of them compressed. */
function partners(path: string, from: RegExp, to: string): string[] {
	const stem = path.replace(from, '');
	return [to, to.toUpperCase()].flatMap((extension) => [`${stem}${extension}`, `${stem}${extension}.gz`]);
}

async function firstFile(paths: readonly string[]): Promise<string | undefined> {
	for (const path of paths) if (await isFile(path)) return path;
	return undefined;
}
