import { arrangeAxes, arrangedShape } from '../arrangeAxes.ts';
import { checkShare } from '../detached/checkShare.ts';
import { numberedFiles } from '../detached/numberedFiles.ts';
import { type DecodePart, readDataFiles } from '../detached/readDataFiles.ts';
import { ByteStream } from '../source/byteStream.ts';
import type { Companions } from '../source/companions.ts';
import { firstBytes } from '../source/firstBytes.ts';
import { detectCompression } from '../source/inflate.ts';
import { readLastBytes } from '../source/readLastBytes.ts';
import { type DecodeOptions, readVoxelBytes, voxelsText } from '../source/readVoxelBytes.ts';
import { BYTES_PER_VALUE, storedVoxels } from '../storedVoxels.ts';
import { readTextBytes, textVoxels } from '../textVoxels.ts';
import { createVolume, type Volume } from '../volume.ts';
import { VolumeError } from '../volumeError.ts';
import { metaFault } from './metaFields.ts';
import { isOwnField, LIST, type MetaHeader, readMetaHeader } from './metaHeader.ts';
import { type MetaLayout, metaLayout } from './metaLayout.ts';

/** Decodes a MetaImage stream, with the data files that its header names. */
export async function decodeMetaImage(
	stream: ByteStream,
	companions: Companions,
	options: DecodeOptions,
): Promise<Volume> {
	const header = await readMetaHeader(stream);
	const layout = metaLayout(header);
	if (layout.compressed && (layout.headerSize === -1 || !layout.binary)) {
		throw metaFault(header, 'CompressedData', 'is True beside a HeaderSize of -1 or text, which is not read');
	}
	const files = {
		names: dataFiles(header, layout),
		voxelCount: layout.voxelCount,
		bytesPerVoxel: BYTES_PER_VALUE[layout.type],
	};
	const voxels = await readDataFiles(stream, files, companions, decodePart(layout), options);
	return createVolume({
		voxels: arrangeAxes(voxels, layout),
		...arrangedShape(layout),
		affine: layout.affine,
		header: {
			format: 'metaimage',
			datatype: layout.type,
			description: header.fields.get('Comment') ?? '',
			affineSource: layout.affineSource,
			spaceCode: layout.affineSource === 'directions' ? 1 : 0,
			fields: keptFields(header),
		},
	});
}

function dataFiles(
	{ name, fields, listed }: MetaHeader,
	{ sizes }: MetaLayout,
): readonly string[] | undefined {
	const entry = fields.get('ElementDataFile')!;
	if (/^local$/i.test(entry)) return undefined;
	const list = LIST.exec(entry);
	const numbered = list === null ? numberedFiles(entry, name) : undefined;
	if (list === null && numbered === undefined) return [entry];
	const axes = list === null ? numbered?.axesPerFile : list[1] && Number(list[1]);
	const names = numbered?.names ?? listed;
	checkShare(names, sizes, typeof axes === 'number' ? axes : undefined, name);
	return names;
}

/** Decodes what follows a header, or one data file. */
function decodePart(layout: MetaLayout): DecodePart {
	const { type, littleEndian, binary, compressed, compressedBytes, headerSize } = layout;
	return async (file, count, options) => {
		if (headerSize > 0) await file.skip(headerSize);
		if (!binary) return textVoxels(await readTextBytes(file, count), type, count, file.name);
		const stream = compressed ? await openPacked(file, compressedBytes, options.signal) : file;
		const declared = {
			byteCount: count * BYTES_PER_VALUE[type],
			byteOffset: stream.positionBytes,
			what: voxelsText(count === layout.voxelCount ? layout.sizes : [count], type),
		};
		const bytes =
			headerSize === -1
				? await readLastBytes(stream, declared)
				: await readVoxelBytes(stream, declared, options);
		return storedVoxels(bytes, type, littleEndian, stream.name);
	};
}

/** Opens packed voxels: zlib as MetaImage writes them, or gzip. */
async function openPacked(
	file: ByteStream,
	compressedBytes: number | undefined,
	signal: AbortSignal | undefined,
): Promise<ByteStream> {
	const compression = detectCompression(await file.peek(3)) === 'gzip' ? 'gzip' : 'zlib';
	const rest = file.rest();
	if (compressedBytes !== undefined && compressedBytes > rest.sizeBytes) {
		throw new VolumeError(
			`${file.name}: the file is truncated: CompressedDataSize is ${compressedBytes}, but ${rest.sizeBytes} bytes are there`,
		);
	}
	const source = compressedBytes === undefined ? rest : firstBytes(rest, compressedBytes);
	return ByteStream.open(source, { signal, compression });
}

function keptFields({ fields }: MetaHeader): Readonly<Record<string, string>> {
	return Object.fromEntries([...fields].filter(([field]) => !isOwnField(field)));
}
