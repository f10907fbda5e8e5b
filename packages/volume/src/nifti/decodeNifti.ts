import type { ByteSource } from '../source/byteSource.ts';
import { ByteStream } from '../source/byteStream.ts';
import type { Companions } from '../source/companions.ts';
import type { DecodeOptions } from '../source/readVoxelBytes.ts';
import { checkRoom, type DeclaredVoxels, readVoxelBytes, voxelsText } from '../source/readVoxelBytes.ts';
import { scaleVoxels, storedVoxels } from '../storedVoxels.ts';
import { createVolume, type Volume } from '../volume.ts';
import { VolumeError } from '../volumeError.ts';
import { readLabelTable } from './labelTable.ts';
import { niftiAffine } from './niftiAffine.ts';
import { niftiExtensions } from './niftiExtensions.ts';
import { HEADER_BYTES, type NiftiFields, niftiVersion, readNiftiFields } from './niftiFields.ts';
import { type NiftiLayout, niftiLayout } from './niftiLayout.ts';

/** Room for header extensions; the largest known hold a few MiB. */
const MAX_GAP_BYTES = 64 << 20;

/** Decodes a NIfTI stream: header, checks, extensions, then no more bytes than the header declares. */
export async function decodeNifti(
	stream: ByteStream,
	companions: Companions,
	options: DecodeOptions,
): Promise<Volume> {
	const fields = await readHeader(stream);
	const layout = niftiLayout(fields, stream.name);
	const placed = niftiAffine(fields, stream.name);
	const gap = await readGap(stream, fields, layout);
	const extensions = niftiExtensions(gap, fields.littleEndian, stream.name);
	const labels = extensions.map(readLabelTable).find((table) => table !== undefined);
	const bytes = fields.isPair
		? await readImage(await companions.image(), layout, options)
		: await readVoxelBytes(stream, declared(layout), options);
	const stored = storedVoxels(bytes, layout.type, fields.littleEndian, stream.name);
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
			nifti: fields.details,
			...(labels === undefined ? {} : { labels }),
			...(scaling === undefined ? {} : { scaling }),
		},
	});
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
	if (!fields.isPair) checkRoom(stream, declared(layout));
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
	const stream = await ByteStream.open(image, { signal: options.signal });
	try {
		checkRoom(stream, declared(layout));
		await stream.skip(layout.voxelOffset);
		return await readVoxelBytes(stream, declared(layout), options);
	} finally {
		await stream.close();
	}
}

function declared({ shape, channels, type, voxelOffset, voxelBytes }: NiftiLayout): DeclaredVoxels {
	const what = voxelsText(channels === 1 ? shape : [...shape, channels], type);
	return { byteCount: voxelBytes, byteOffset: voxelOffset, what };
}
