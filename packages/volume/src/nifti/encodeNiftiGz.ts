import { isNode, nodeGzip } from '../source/nodeFiles.ts';
import type { Volume } from '../volume.ts';
import { type EncodeOptions, encodeNifti } from './encodeNifti.ts';

/**
 * A volume as the bytes of a compressed NIfTI-1 file (.nii.gz): node:zlib in Node, `CompressionStream` elsewhere.
 * @throws VolumeError as `encodeNifti` does
 */
export async function encodeNiftiGz(volume: Volume, options: EncodeOptions = {}): Promise<Uint8Array> {
	const bytes = encodeNifti(volume, options);
	if (isNode()) return nodeGzip(bytes);
	const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip'));
	return new Uint8Array(await new Response(stream).arrayBuffer());
}
