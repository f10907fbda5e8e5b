import type { DecodePart } from '../detached/readDataFiles.ts';
import { ByteStream } from '../source/byteStream.ts';
import { readLastBytes } from '../source/readLastBytes.ts';
import { type DeclaredVoxels, readVoxelBytes, voxelsText } from '../source/readVoxelBytes.ts';
import { BYTES_PER_VALUE, storedVoxels } from '../storedVoxels.ts';
import { hexBytes, readTextBytes, textVoxels } from '../textVoxels.ts';
import { VolumeError } from '../volumeError.ts';
import type { NrrdLayout } from './nrrdLayout.ts';

const MAX_LINE_BYTES = 1 << 20;

/** Decodes what follows a header, or one data file: lines are passed over first, bytes once it is inflated. */
export function decodeNrrdPart(layout: NrrdLayout): DecodePart {
	const { encoding, type, byteSkip, littleEndian } = layout;
	return async (file, count, options) => {
		await skipLines(file, layout.lineSkip);
		const packed = encoding === 'gzip' || encoding === 'bzip2';
		const stream = packed
			? await ByteStream.open(file.rest(), { signal: options.signal, compression: encoding })
			: file;
		if (byteSkip > 0) await stream.skip(byteSkip);
		if (encoding === 'ascii') {
			return textVoxels(await readTextBytes(stream, count), type, count, stream.name);
		}
		const byteCount = count * BYTES_PER_VALUE[type];
		if (encoding === 'hex') {
			const bytes = hexBytes(await readTextBytes(stream, byteCount), byteCount, stream.name);
			return storedVoxels(bytes, type, littleEndian, stream.name);
		}
		const what = voxelsText(count === layout.voxelCount ? layout.sizes : [count], type);
		const declared: DeclaredVoxels = { byteCount, byteOffset: stream.positionBytes, what };
		const bytes =
			byteSkip === -1
				? await readLastBytes(stream, declared)
				: await readVoxelBytes(stream, declared, options);
		return storedVoxels(bytes, type, littleEndian, stream.name);
	};
}

async function skipLines(file: ByteStream, count: number): Promise<void> {
	for (let line = 0; line < count; line++) {
		if ((await file.readLine(MAX_LINE_BYTES)) !== undefined) continue;
		throw new VolumeError(
			`${file.name}: the file ends after ${line} of the ${count} lines that "line skip" passes over`,
		);
	}
}
