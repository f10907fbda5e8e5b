import { decodeMetaImage } from './metaimage/decodeMetaImage.ts';
import { decodeNifti } from './nifti/decodeNifti.ts';
import { decodeNrrd } from './nrrd/decodeNrrd.ts';
import { openSource, type VolumeSource } from './openSource.ts';
import { formatOfName, isDicom, SNIFF_BYTES, sniffFormat } from './sniffFormat.ts';
import { ByteStream } from './source/byteStream.ts';
import type { Companions } from './source/companions.ts';
import type { DecodeOptions, ReadProgress } from './source/readVoxelBytes.ts';
import type { Volume } from './volume.ts';
import { VolumeError } from './volumeError.ts';

/** How a volume is read. */
export interface ReadVolumeOptions {
	/** Stops reading with the signal's own reason. */
	readonly signal?: AbortSignal;
	readonly onProgress?: (progress: ReadProgress) => void;
	/**
	 * Memory that the voxels are put into where there is room for them; they are then a view of its beginning. Reading many
	 * volumes into the same memory is fast: fresh memory costs a virtual machine more than the reading.
	 */
	readonly into?: ArrayBuffer;
	/** How messages name bytes that have no name of their own. */
	readonly name?: string;
	/** Most bytes that are fetched from a URL; 4 GiB by default. */
	readonly maxDownloadBytes?: number;
	/** Whether the data file that a header names may be outside the header's folder; false by default. */
	readonly outsideFolder?: boolean;
}

const DEFAULT_DOWNLOAD_BYTES = 2 ** 32;

/**
 * Reads a volume: NIfTI-1 and -2 (.nii, .nii.gz, .hdr/.img), NRRD (.nrrd, .nhdr) or MetaImage (.mha, .mhd), told by
 * content first and name second.
 *
 * `value = scl_slope · stored + scl_inter` is applied (as float32, or float64 from 32-bit types); without scaling the
 * voxels keep the file's own type, 64-bit integers as exact float64. Axes that are not of space become `channels`.
 * @param source path, URL (file, http, https, blob, data), Blob, bytes, or a list of a header and its data files
 * @throws VolumeError where the file is missing, damaged, cut off or of a kind that is not read
 */
export async function readVolume(source: VolumeSource, options: ReadVolumeOptions = {}): Promise<Volume> {
	const { signal, name, outsideFolder = false } = options;
	signal?.throwIfAborted();
	const maxDownloadBytes = options.maxDownloadBytes ?? DEFAULT_DOWNLOAD_BYTES;
	const { header, companions } = await openSource(source, { signal, name, outsideFolder, maxDownloadBytes });
	const stream = await ByteStream.open(header, { signal });
	try {
		return await decode(stream, companions, options);
	} finally {
		await stream.close();
	}
}

async function decode(stream: ByteStream, companions: Companions, options: DecodeOptions): Promise<Volume> {
	const start = await stream.peek(SNIFF_BYTES);
	const format = sniffFormat(start)?.format;
	if (format === undefined && isDicom(start)) {
		throw new VolumeError(`${stream.name}: this is a DICOM file; read it with @unetr/dicom`);
	}
	switch (format ?? formatOfName(stream.name)) {
		case 'nrrd':
			return decodeNrrd(stream, companions, options);
		case 'metaimage':
			return decodeMetaImage(stream, companions, options);
		default:
			return decodeNifti(stream, companions, options);
	}
}
