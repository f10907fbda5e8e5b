import { VolumeError } from '../volumeError.ts';
import type { ByteStream } from './byteStream.ts';
import { checkRoom, type DeclaredVoxels, readVoxelBytes } from './readVoxelBytes.ts';

/** What may lie before voxels that are the last bytes of a packed stream. */
const MAX_HEAD_BYTES = 64 << 20;

/**
 * Reads voxels that are the last bytes of a stream, however long what lies before them is.
 * @throws VolumeError where the stream holds fewer bytes
 */
export async function readLastBytes(
	stream: ByteStream,
	declared: DeclaredVoxels,
): Promise<Uint8Array<ArrayBuffer>> {
	checkRoom(stream, declared);
	const { byteCount } = declared;
	if (stream.exact) {
		await stream.skip(stream.maxBytes - stream.positionBytes - byteCount);
		return readVoxelBytes(stream, { ...declared, byteOffset: stream.positionBytes });
	}
	const bytes = await readVoxelBytesOnly(stream, declared);
	let start = 0;
	let headBytes = 0;
	for (;;) {
		const more = await stream.read(Math.min(byteCount, 1 << 18));
		if (more.length === 0) break;
		headBytes += more.length;
		if (headBytes > MAX_HEAD_BYTES) {
			throw new VolumeError(
				`${stream.name}: more than ${MAX_HEAD_BYTES >> 20} MiB lie before the voxels; it is damaged or hostile`,
			);
		}
		// A ring: the oldest bytes make room.
		const untilEnd = Math.min(more.length, byteCount - start);
		bytes.set(more.subarray(0, untilEnd), start);
		bytes.set(more.subarray(untilEnd), 0);
		start = (start + more.length) % byteCount;
	}
	await stream.finish();
	if (start === 0) return bytes;
	const turned = new Uint8Array(byteCount);
	turned.set(bytes.subarray(start));
	turned.set(bytes.subarray(0, start), byteCount - start);
	return turned;
}

async function readVoxelBytesOnly(
	stream: ByteStream,
	declared: DeclaredVoxels,
): Promise<Uint8Array<ArrayBuffer>> {
	const bytes = await stream.read(declared.byteCount);
	if (bytes.length === declared.byteCount) return bytes;
	// Says what is missing; there is nothing left to read.
	return readVoxelBytes(stream, { ...declared, byteOffset: 0 });
}
