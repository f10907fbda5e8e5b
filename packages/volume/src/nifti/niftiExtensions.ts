import type { HeaderExtension } from '../volume.ts';
import { VolumeError } from '../volumeError.ts';

/**
 * Walks through the header extensions.
 * @param bytes what lies between the header and the voxels: the four bytes of the flag, then the extensions
 * @throws VolumeError where a size is not a positive multiple of 16 or goes past the bytes there are
 */
export function niftiExtensions(bytes: Uint8Array, littleEndian: boolean, name: string): HeaderExtension[] {
	const extensions: HeaderExtension[] = [];
	if (bytes.length < 4 || bytes[0] === 0) return extensions;
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	let at = 4;
	while (bytes.length - at >= 16) {
		const size = view.getInt32(at, littleEndian);
		// Zeros after the last extension are padding up to the voxels.
		if (size === 0 && extensions.length > 0) break;
		if (size < 16 || size % 16 !== 0 || size > bytes.length - at) {
			throw new VolumeError(
				`${name}: header extension ${extensions.length + 1} has esize ${size}; it must be a multiple of 16 from 16 to the ${bytes.length - at} bytes that are left before the voxels`,
			);
		}
		extensions.push({
			code: view.getInt32(at + 4, littleEndian),
			content: bytes.slice(at + 8, at + size),
		});
		at += size;
	}
	return extensions;
}
