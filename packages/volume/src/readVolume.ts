import { type DecodeOptions, decodeNifti, type ReadProgress } from './nifti/decodeNifti.ts';
import { HEADER_BYTES, niftiVersion } from './nifti/niftiFields.ts';
import { type ByteSource, blobSource, bytesSource } from './source/byteSource.ts';
import { ByteStream } from './source/byteStream.ts';
import { isNode, pathOfUrl } from './source/nodeFiles.ts';
import { openPath } from './source/pairPaths.ts';
import type { Volume } from './volume.ts';
import { VolumeError } from './volumeError.ts';

/** What a volume can be read from. */
export type VolumeSource = string | URL | Blob | Uint8Array | readonly (Blob | Uint8Array)[];

/** How a volume is read. */
export interface ReadVolumeOptions {
	/** Stops reading with the signal's own reason. */
	readonly signal?: AbortSignal;
	readonly onProgress?: (progress: ReadProgress) => void;
	/** How messages name bytes that have no name of their own. */
	readonly name?: string;
}

/**
 * Reads a NIfTI volume: NIfTI-1 and -2, .nii, .nii.gz and .hdr/.img pairs, told by content first and name second.
 *
 * `value = scl_slope · stored + scl_inter` is applied (as float32, or float64 from 32-bit types); without scaling the
 * voxels keep the file's own type, 64-bit integers as exact float64. Axes after the third become `channels`.
 * @param source path, `file:` URL, Blob, bytes, or a list of the two parts of a pair in any order
 * @throws VolumeError where the file is missing, damaged, cut off or of a kind that is not read
 */
export async function readVolume(source: VolumeSource, options: ReadVolumeOptions = {}): Promise<Volume> {
	options.signal?.throwIfAborted();
	const { header, findImage } = await openSource(source, options);
	const decode: DecodeOptions = { signal: options.signal, onProgress: options.onProgress, findImage };
	return decodeNifti(header, decode);
}

interface OpenedSource {
	readonly header: ByteSource;
	readonly findImage: () => Promise<ByteSource>;
}

async function openSource(source: VolumeSource, { name, signal }: ReadVolumeOptions): Promise<OpenedSource> {
	if (typeof source === 'string' || source instanceof URL) {
		if (!isNode() && typeof source === 'string') {
			throw new VolumeError(`${source}: a path can only be read in Node; hand over the File or its bytes`);
		}
		return openPath(typeof source === 'string' ? source : await pathOfUrl(source));
	}
	const parts = (Array.isArray(source) ? source : [source]) as readonly (Blob | Uint8Array)[];
	const sources = parts.map((part) => partSource(part, name));
	if (sources.length === 1) return { header: sources[0]!, findImage: () => missingImage(sources[0]!) };
	if (sources.length !== 2) {
		throw new VolumeError(`a volume is one file or an .hdr/.img pair, not ${sources.length} files`);
	}
	const [first, second] = sources as [ByteSource, ByteSource];
	const swapped = (await headerLikeness(second, signal)) > (await headerLikeness(first, signal));
	const [header, image] = swapped ? [second, first] : [first, second];
	return { header, findImage: async () => image };
}

function partSource(part: Blob | Uint8Array, name: string | undefined): ByteSource {
	if (part instanceof Uint8Array) return bytesSource(part, name);
	if (part instanceof Blob) return blobSource(part);
	throw new VolumeError('a volume is read from a path, a file: URL, a Blob, a Uint8Array or a list of these');
}

/** 2 for a NIfTI header, 1 for its length without its magic (ANALYZE, or voxels by chance), 0 for neither. */
async function headerLikeness(source: ByteSource, signal: AbortSignal | undefined): Promise<0 | 1 | 2> {
	const stream = await ByteStream.open(source, signal);
	try {
		const start = await stream.read(HEADER_BYTES[2]);
		const version = niftiVersion(start)?.version;
		if (version === undefined) return 0;
		const magic = String.fromCharCode(...start.subarray(...(version === 1 ? [344, 347] : [4, 7])));
		return magic === `ni${version}` || magic === `n+${version}` ? 2 : 1;
	} finally {
		await stream.close();
	}
}

async function missingImage(header: ByteSource): Promise<never> {
	throw new VolumeError(
		`${header.name}: the voxels are in an .img file of their own; hand over both as a list`,
	);
}
