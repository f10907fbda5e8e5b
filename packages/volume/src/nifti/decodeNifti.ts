import type { ByteSource } from '../source/byteSource.ts';
import { ByteStream } from '../source/byteStream.ts';
import { createVolume, type Volume } from '../volume.ts';
import { VolumeError } from '../volumeError.ts';
import { niftiAffine } from './niftiAffine.ts';
import { niftiExtensions } from './niftiExtensions.ts';
import { HEADER_BYTES, type NiftiFields, niftiVersion, readNiftiFields } from './niftiFields.ts';
import { type NiftiLayout, niftiLayout } from './niftiLayout.ts';
import { niftiVoxels, scaleVoxels } from './niftiVoxels.ts';

/** Room for header extensions; the largest known hold a few MiB. */
const MAX_GAP_BYTES = 64 << 20;

/** How far a volume has been read. */
export interface ReadProgress {
	/** Voxel bytes read so far. */
	readonly readBytes: number;
	/** Voxel bytes there are. */
	readonly totalBytes: number;
}

/** How a source is decoded. */
export interface DecodeOptions {
	readonly signal?: AbortSignal | undefined;
	readonly onProgress?: ((progress: ReadProgress) => void) | undefined;
	/** Finds the .img of a header that says its voxels are in one. */
	readonly findImage: () => Promise<ByteSource>;
}

/** Decodes a NIfTI source: header, checks, extensions, then no more bytes than the header declares. */
export async function decodeNifti(source: ByteSource, options: DecodeOptions): Promise<Volume> {
	const stream = await ByteStream.open(source, options.signal);
	try {
		const fields = await readHeader(stream);
		const layout = niftiLayout(fields, stream.name);
		const placed = niftiAffine(fields, stream.name);
		const gap = await readGap(stream, fields, layout);
		const extensions = niftiExtensions(gap, fields.littleEndian, stream.name);
		const bytes = fields.isPair
			? await readImage(await options.findImage(), layout, options)
			: await readVoxelBytes(stream, layout, options);
		const stored = niftiVoxels(bytes, layout.type, fields.littleEndian, stream.name);
		const { scaling } = layout;
		return createVolume({
			voxels: scaling === undefined ? stored : scaleVoxels(stored, scaling.slope, scaling.intercept),
			shape: layout.shape,
			channels: layout.channels,
			affine: placed.affine,
			header: {
				format: `nifti-${fields.version}`,
				datatype: layout.type,
				description: fields.description,
				affineSource: placed.source,
				spaceCode: placed.spaceCode,
				extensions,
				...(scaling === undefined ? {} : { scaling }),
			},
		});
	} finally {
		await stream.close();
	}
}

async function readHeader(stream: ByteStream): Promise<NiftiFields> {
	const start = await stream.read(HEADER_BYTES[1]);
	if (niftiVersion(start)?.version !== 2) return readNiftiFields(start, stream.name);
	const rest = await stream.read(HEADER_BYTES[2] - HEADER_BYTES[1]);
	const bytes = new Uint8Array(start.length + rest.length);
	bytes.set(start);
	bytes.set(rest, start.length);
	return readNiftiFields(bytes, stream.name);
}

/** The bytes between header and voxels; of a pair, all that follows the header. */
async function readGap(stream: ByteStream, fields: NiftiFields, layout: NiftiLayout): Promise<Uint8Array> {
	if (!fields.isPair) checkRoom(stream, layout);
	const wanted = fields.isPair ? MAX_GAP_BYTES + 1 : layout.voxelOffset - stream.positionBytes;
	const gap = await stream.read(Math.min(wanted, MAX_GAP_BYTES + 1));
	if (gap.length > MAX_GAP_BYTES) {
		throw new VolumeError(
			`${stream.name}: more than ${MAX_GAP_BYTES >> 20} MiB lie between the header and the voxels (vox_offset is ${fields.voxOffset}); it is damaged or hostile`,
		);
	}
	if (fields.isPair) await stream.finish();
	return gap;
}

async function readImage(
	image: ByteSource,
	layout: NiftiLayout,
	options: DecodeOptions,
): Promise<Uint8Array<ArrayBuffer>> {
	const stream = await ByteStream.open(image, options.signal);
	try {
		checkRoom(stream, layout);
		await stream.read(layout.voxelOffset);
		return await readVoxelBytes(stream, layout, options);
	} finally {
		await stream.close();
	}
}

/** Refuses a header that claims more than the bytes at hand could hold, before any of it is allocated. */
function checkRoom(stream: ByteStream, layout: NiftiLayout): void {
	if (layout.voxelOffset + layout.voxelBytes > stream.maxBytes)
		throw truncated(stream, layout, stream.maxBytes);
}

async function readVoxelBytes(
	stream: ByteStream,
	layout: NiftiLayout,
	{ onProgress }: DecodeOptions,
): Promise<Uint8Array<ArrayBuffer>> {
	const totalBytes = layout.voxelBytes;
	const bytes = await stream.read(totalBytes, (readBytes) => onProgress?.({ readBytes, totalBytes }));
	if (bytes.length < totalBytes) throw truncated(stream, layout, stream.positionBytes);
	await stream.finish();
	return bytes;
}

function truncated(
	stream: ByteStream,
	{ shape, channels, type, voxelOffset, voxelBytes }: NiftiLayout,
	there: number,
): VolumeError {
	const size = channels === 1 ? shape.join(' x ') : [...shape, channels].join(' x ');
	return new VolumeError(
		`${stream.name}: the file is truncated: ${size} voxels of ${type} from byte ${voxelOffset} on need ${voxelOffset + voxelBytes} bytes, but it holds ${stream.compressed && there === stream.maxBytes ? 'at most ' : ''}${there}`,
	);
}
