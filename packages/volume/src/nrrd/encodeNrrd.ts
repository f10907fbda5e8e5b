import { concatenate } from '../source/concatenate.ts';
import { deflate } from '../source/deflate.ts';
import { littleEndianBytes } from '../storedVoxels.ts';
import { createVolume, type Volume } from '../volume.ts';
import { type VoxelType, voxelType } from '../voxelArray.ts';
import { KEPT_FIELDS } from './decodeNrrd.ts';
import { escapedPair } from './nrrdHeader.ts';
import { readSegmentLabels, segmentPairs } from './segmentLabels.ts';

/** How a volume is written as NRRD. */
export interface EncodeNrrdOptions {
	/** Whether the voxels are packed with gzip; true by default. */
	readonly compress?: boolean;
	/** The field "content"; the volume's own description by default. */
	readonly description?: string;
}

const TYPES: Readonly<Record<VoxelType, string>> = {
	int8: 'int8',
	uint8: 'uint8',
	int16: 'int16',
	uint16: 'uint16',
	int32: 'int32',
	uint32: 'uint32',
	float32: 'float',
	float64: 'double',
};

/**
 * A volume as the bytes of an NRRD file with its header attached (.nrrd), in its own voxel type, in the space
 * left-posterior-superior; the affine is kept to the last bit.
 * @throws VolumeError where the volume is none
 */
export async function encodeNrrd(
	volume: Volume,
	options: EncodeNrrdOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
	return concatenate([nrrdHeaderBytes(volume, options), ...(await nrrdVoxelBytes(volume, options))]);
}

/**
 * The header of an NRRD file.
 * @param dataFile name of the file that holds the voxels; without one they follow the header
 */
export function nrrdHeaderBytes(
	volume: Volume,
	{ compress = true, description }: EncodeNrrdOptions,
	dataFile?: string,
): Uint8Array<ArrayBuffer> {
	const { voxels, shape, channels, affine, header } = createVolume(volume);
	const [x, y, z] = affine;
	// RAS+ to LPS+; 0 is added so that a turned zero is no -0.
	const vector = (column: 0 | 1 | 2 | 3): string =>
		`(${0 - x[column] + 0},${0 - y[column] + 0},${z[column]})`;
	const hasChannels = channels > 1;
	const content = oneLine(description ?? header.description);
	const kept = keptPairs(volume);
	const lines = [
		'NRRD0005',
		`type: ${TYPES[voxelType(voxels)!]}`,
		`dimension: ${hasChannels ? 4 : 3}`,
		'space: left-posterior-superior',
		`sizes: ${shape.join(' ')}${hasChannels ? ` ${channels}` : ''}`,
		`space directions: ${vector(0)} ${vector(1)} ${vector(2)}${hasChannels ? ' none' : ''}`,
		`kinds: domain domain domain${hasChannels ? ' list' : ''}`,
		'endian: little',
		`encoding: ${compress ? 'gzip' : 'raw'}`,
		`space origin: ${vector(3)}`,
		...(content === '' ? [] : [`content: ${content}`]),
		...kept.filter(([key]) => isField(key)).map(([key, value]) => `${key}: ${oneLine(value)}`),
		...(dataFile === undefined ? [] : [`data file: ${dataFile}`]),
		...kept
			.filter(([key]) => isPair(key))
			.map(([key, value]) => `${escapedPair(key)}:=${escapedPair(value)}`),
	];
	return new TextEncoder().encode(`${lines.join('\n')}\n${dataFile === undefined ? '\n' : ''}`);
}

/** The voxels of an NRRD file. */
export async function nrrdVoxelBytes(
	volume: Volume,
	{ compress = true }: EncodeNrrdOptions,
): Promise<Uint8Array<ArrayBuffer>[]> {
	const bytes = littleEndianBytes(volume.voxels);
	return compress ? deflate([bytes], 'gzip') : [bytes];
}

/** What the header carried, with the labels of the volume; the background is no segment. */
function keptPairs({ header, shape }: Volume): (readonly [string, string])[] {
	const pairs = Object.entries(header.fields ?? {});
	const labels = header.labels?.filter(({ value }) => value !== 0);
	// Segments of a file may carry more than their names; they stay where the labels are still those.
	const isSame = JSON.stringify(readSegmentLabels(pairs)) === JSON.stringify(labels);
	if (labels === undefined || isSame) return pairs;
	return [...pairs.filter(([key]) => !/^Segment\d+_/.test(key)), ...segmentPairs(labels, shape)];
}

function isField(key: string): boolean {
	return KEPT_FIELDS.includes(key);
}

/** A key that the lines of a header can hold. */
function isPair(key: string): boolean {
	return !isField(key) && key !== '' && !key.includes(':') && !key.startsWith('#');
}

function oneLine(text: string): string {
	return text.replace(/\s+/g, ' ').trim();
}
