import { VolumeError } from '../volumeError.ts';
import type { ByteStream } from './byteStream.ts';

/** How far a volume has been read. */
export interface ReadProgress {
	/** Voxel bytes read so far. */
	readonly readBytes: number;
	/** Voxel bytes there are. */
	readonly totalBytes: number;
}

/** Called while voxels are read. */
type OnProgress = (progress: ReadProgress) => void;

/** How a stream is decoded. */
export interface DecodeOptions {
	readonly signal?: AbortSignal | undefined;
	readonly onProgress?: OnProgress | undefined;
	/** Where the voxels go if they fit. */
	readonly into?: ArrayBuffer | undefined;
}

/** The voxels that a header declares. */
export interface DeclaredVoxels {
	readonly byteCount: number;
	/** Bytes of the stream before them. */
	readonly byteOffset: number;
	/** What they are, for messages: '5 x 4 x 3 voxels of int16'. */
	readonly what: string;
}

/**
 * Reads the voxels a header declares, from where the stream stands, and the rest of a compressed stream.
 * @throws VolumeError where the stream holds less, before anything is allocated for what cannot be there
 */
export async function readVoxelBytes(
	stream: ByteStream,
	declared: DeclaredVoxels,
	{ onProgress, into }: Omit<DecodeOptions, 'signal'> = {},
): Promise<Uint8Array<ArrayBuffer>> {
	checkRoom(stream, declared);
	const totalBytes = declared.byteCount;
	const onBytes = (readBytes: number): void => onProgress?.({ readBytes, totalBytes });
	const bytes = await stream.read(totalBytes, onBytes, into);
	if (bytes.length < totalBytes) throw truncatedError(stream, declared, stream.positionBytes);
	await stream.finish();
	return bytes;
}

/** Refuses a header that claims more than the bytes at hand could hold. */
export function checkRoom(stream: ByteStream, declared: DeclaredVoxels): void {
	if (declared.byteOffset + declared.byteCount > stream.maxBytes) {
		throw truncatedError(stream, declared, stream.maxBytes);
	}
}

function truncatedError(stream: ByteStream, declared: DeclaredVoxels, thereBytes: number): VolumeError {
	const { byteCount, byteOffset, what } = declared;
	const atMost = stream.compression !== 'none' && thereBytes === stream.maxBytes ? 'at most ' : '';
	return new VolumeError(
		`${stream.name}: the file is truncated: ${what} from byte ${byteOffset} on need ${byteOffset + byteCount} bytes, but it holds ${atMost}${thereBytes}`,
	);
}

/** How messages speak of voxels: '5 x 4 x 3 voxels of int16'. */
export function voxelsText(sizes: readonly number[], type: string): string {
	return `${sizes.join(' x ')} voxels of ${type}`;
}
