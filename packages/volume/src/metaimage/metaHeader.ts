import type { ByteStream } from '../source/byteStream.ts';
import { VolumeError } from '../volumeError.ts';

const MAX_HEADER_BYTES = 16 << 20;

/** Fields that speak of voxels and place; all others are kept as they are. */
const OWN_FIELDS: readonly string[] = [
	'ObjectType',
	'NDims',
	'Comment',
	'BinaryData',
	'BinaryDataByteOrderMSB',
	'ElementByteOrderMSB',
	'CompressedData',
	'CompressedDataSize',
	'TransformMatrix',
	'Rotation',
	'Orientation',
	'Offset',
	'Position',
	'Origin',
	'CenterOfRotation',
	'AnatomicalOrientation',
	'DistanceUnits',
	'ElementSpacing',
	'ElementSize',
	'DimSize',
	'HeaderSize',
	'ElementNumberOfChannels',
	'ElementMin',
	'ElementMax',
	'ElementToIntensityFunctionSlope',
	'ElementToIntensityFunctionOffset',
	'ElementType',
	'ElementDataFile',
];
const SPELLINGS: ReadonlyMap<string, string> = new Map(
	OWN_FIELDS.map((field) => [field.toLowerCase(), field]),
);

/** Whether a field speaks of voxels and place, and so is written anew and not kept. */
export function isOwnField(field: string): boolean {
	return SPELLINGS.has(field.toLowerCase());
}

/** The header of a MetaImage as text, not yet judged. */
export interface MetaHeader {
	/** How messages name the file. */
	readonly name: string;
	/** `Key = value`, in the order of the file. */
	readonly fields: ReadonlyMap<string, string>;
	/** What follows `ElementDataFile = LIST`. */
	readonly listed: readonly string[];
}

/**
 * Reads the header up to ElementDataFile, which is its last field, and leaves the stream at what follows.
 * @throws VolumeError where a line is no field, a field comes twice or the last one never comes
 */
export async function readMetaHeader(stream: ByteStream): Promise<MetaHeader> {
	const { name } = stream;
	const fields = new Map<string, string>();
	while (!fields.has('ElementDataFile')) {
		const line = await nextLine(stream);
		if (line === undefined) throw new VolumeError(`${name}: the field ElementDataFile is missing`);
		if (line.trim() === '') continue;
		const separator = line.search(/[=:]/);
		const key = line.slice(0, Math.max(0, separator)).trim();
		if (!/^\w[\w .-]{0,79}$/.test(key)) {
			throw new VolumeError(
				`${name}: the header line ${JSON.stringify(line.slice(0, 60))} is no "Key = value" of a MetaImage`,
			);
		}
		const spelling = SPELLINGS.get(key.toLowerCase()) ?? key;
		if (spelling !== key) {
			// Readers that look for the one would pass over the other, and lose the place with it.
			throw new VolumeError(`${name}: the header has the field ${key}; it is written ${spelling}`);
		}
		if (fields.has(key)) throw new VolumeError(`${name}: the header has the field ${key} twice`);
		fields.set(key, line.slice(separator + 1).trim());
	}
	const listed: string[] = [];
	if (LIST.test(fields.get('ElementDataFile')!)) {
		for (let line = await nextLine(stream); line !== undefined; line = await nextLine(stream)) {
			if (line.trim() !== '') listed.push(line.trim());
		}
	}
	return { name, fields, listed };
}

/** The data file entry of a header that lists its files, with the number of axes that each of them holds. */
export const LIST: RegExp = /^LIST(?:\s+(\d+)D?)?$/i;

const decoder = new TextDecoder();

async function nextLine(stream: ByteStream): Promise<string | undefined> {
	const line = await stream.readLine(MAX_HEADER_BYTES - stream.positionBytes);
	return line && decoder.decode(line);
}
