import type { ByteSource } from '../source/byteSource.ts';
import { ByteStream } from '../source/byteStream.ts';
import type { Companions } from '../source/companions.ts';
import type { DecodeOptions } from '../source/readVoxelBytes.ts';
import { arrayLike, type VoxelArray } from '../voxelArray.ts';

/** Decodes so many voxels from where a stream stands. */
export type DecodePart = (stream: ByteStream, count: number, options: DecodeOptions) => Promise<VoxelArray>;

/** Where the voxels of a header are. */
export interface DataFiles {
	/** Names of the files, each with as many voxels; undefined where the voxels follow the header. */
	readonly names: readonly string[] | undefined;
	readonly voxelCount: number;
	readonly bytesPerVoxel: number;
}

/**
 * Reads the voxels that follow a header or are in files of their own.
 * @param stream stands behind the header
 */
export async function readDataFiles(
	stream: ByteStream,
	files: DataFiles,
	companions: Companions,
	decodePart: DecodePart,
	options: DecodeOptions,
): Promise<VoxelArray> {
	const { names, voxelCount } = files;
	if (names === undefined) return decodePart(stream, voxelCount, options);
	await stream.close();
	const sources: ByteSource[] = [];
	for (const name of names) sources.push(await companions.dataFile(name));
	const count = voxelCount / names.length;
	const parts: VoxelArray[] = [];
	for (const [n, source] of sources.entries()) {
		const into = names.length === 1 ? options.into : undefined;
		const partOptions = { ...options, onProgress: partProgress(options, files, n * count), into };
		parts.push(await readFile(source, count, decodePart, partOptions));
	}
	if (parts.length === 1) return parts[0];
	// Only now that all are there: the header may name more than the files hold.
	const whole = arrayLike(parts[0], voxelCount);
	for (const [n, part] of parts.entries()) whole.set(part, n * count);
	return whole;
}

async function readFile(
	source: ByteSource,
	count: number,
	decodePart: DecodePart,
	options: DecodeOptions,
): Promise<VoxelArray> {
	const stream = await ByteStream.open(source, { signal: options.signal, compression: 'none' });
	try {
		return await decodePart(stream, count, options);
	} finally {
		await stream.close();
	}
}

/** Progress of one file as progress of the whole. */
function partProgress(
	{ onProgress }: DecodeOptions,
	{ voxelCount, bytesPerVoxel }: DataFiles,
	before: number,
): DecodeOptions['onProgress'] {
	if (onProgress === undefined) return undefined;
	return ({ readBytes }) =>
		onProgress({ readBytes: before * bytesPerVoxel + readBytes, totalBytes: voxelCount * bytesPerVoxel });
}
