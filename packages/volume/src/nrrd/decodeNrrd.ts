import { arrangeAxes, arrangedShape } from '../arrangeAxes.ts';
import { readDataFiles } from '../detached/readDataFiles.ts';
import type { ByteStream } from '../source/byteStream.ts';
import type { Companions } from '../source/companions.ts';
import type { DecodeOptions } from '../source/readVoxelBytes.ts';
import { BYTES_PER_VALUE } from '../storedVoxels.ts';
import { createVolume, type Volume } from '../volume.ts';
import { decodeNrrdPart } from './decodeNrrdPart.ts';
import { nrrdDataFiles } from './nrrdDataFiles.ts';
import { type NrrdHeader, readNrrdHeader } from './nrrdHeader.ts';
import { nrrdLayout } from './nrrdLayout.ts';
import { readSegmentLabels } from './segmentLabels.ts';

/** Fields that are kept as they are, since they speak of no axis of the file. */
export const KEPT_FIELDS: readonly string[] = ['sample units', 'measurement frame'];

/** Decodes an NRRD stream, with the data files that its header names. */
export async function decodeNrrd(
	stream: ByteStream,
	companions: Companions,
	options: DecodeOptions,
): Promise<Volume> {
	const header = await readNrrdHeader(stream);
	const layout = nrrdLayout(header);
	const files = {
		names: nrrdDataFiles(header, layout),
		voxelCount: layout.voxelCount,
		bytesPerVoxel: BYTES_PER_VALUE[layout.type],
	};
	const voxels = await readDataFiles(stream, files, companions, decodeNrrdPart(layout), options);
	const fields = keptFields(header);
	const labels = readSegmentLabels(Object.entries(fields));
	return createVolume({
		voxels: arrangeAxes(voxels, layout),
		...arrangedShape(layout),
		affine: layout.affine,
		header: {
			format: 'nrrd',
			datatype: layout.type,
			description: header.fields.get('content') ?? '',
			affineSource: layout.affineSource,
			spaceCode: layout.anatomical ? 1 : 0,
			fields,
			...(labels === undefined ? {} : { labels }),
		},
	});
}

function keptFields({ fields, pairs }: NrrdHeader): Readonly<Record<string, string>> {
	const kept = KEPT_FIELDS.filter((field) => fields.has(field)).map((field) => [field, fields.get(field)!]);
	return Object.fromEntries([...kept, ...pairs]);
}
