import { type Affine, affineSpacing } from '../affine.ts';
import { concatenate } from '../source/concatenate.ts';
import { littleEndianBytes } from '../storedVoxels.ts';
import { createVolume, type HeaderExtension, type Volume } from '../volume.ts';
import { VolumeError } from '../volumeError.ts';
import { voxelType } from '../voxelArray.ts';
import { affineQuaternion } from './affineQuaternion.ts';
import { STORED_TYPES } from './datatypes.ts';
import { HEADER_FIELDS, type HeaderField, writeHeaderNumbers, writeHeaderText } from './headerFields.ts';
import { labelTableExtension, readLabelTable } from './labelTable.ts';
import { writeNiftiDetails } from './niftiDetails.ts';
import { HEADER_BYTES } from './niftiFields.ts';
import { storedForm } from './storedForm.ts';

const MAX_DIM = 32767;
const UNITS_MM = 2;
const SPACE_SCANNER = 1;

/** What is written beside voxels and place. */
export interface EncodeOptions {
	/** At most 79 bytes in UTF-8; the volume's own by default. */
	readonly description?: string;
	/** 1 by default, and 2 where an axis is longer than 32767. */
	readonly version?: 1 | 2;
}

/**
 * A volume as the bytes of a NIfTI file (.nii), little-endian, in its own voxel type; integers that were read with a
 * scaling are stored with it again where that gives the same voxels.
 *
 * The affine is stored as sform and, where it is a rotation times spacing, as the same qform. What the header carried
 * (intent, times, extensions, label names …) is written back.
 * @throws VolumeError where an axis is too long for the version asked for, or a number does not fit the header
 */
export function encodeNifti(volume: Volume, options: EncodeOptions = {}): Uint8Array<ArrayBuffer> {
	return concatenate(niftiParts(volume, options));
}

/**
 * The header of a NIfTI file with its extensions, and the voxels.
 * @param pair whether the voxels are in a file of their own
 */
export function niftiParts(
	volume: Volume,
	options: EncodeOptions = {},
	pair = false,
): [header: Uint8Array<ArrayBuffer>, voxels: Uint8Array<ArrayBuffer>] {
	const { affine, header } = createVolume(volume);
	const dims = fileDims(volume);
	const version = options.version ?? (Math.max(...dims) > MAX_DIM ? 2 : 1);
	const stored = storedForm(volume, version);
	const extensions = extensionBytes(volume);
	const voxelOffset = HEADER_BYTES[version] + 4 + extensions.length;
	const bytes = new Uint8Array(pair && extensions.length === 0 ? HEADER_BYTES[version] : voxelOffset);
	const view = new DataView(bytes.buffer);
	const write = (name: HeaderField, ...numbers: number[]): void =>
		writeHeaderNumbers(view, name, version, numbers);
	view.setInt32(0, HEADER_BYTES[version], true);
	writeDims(view, version, dims, volume);
	const type = voxelType(stored.voxels);
	write('datatype', [...STORED_TYPES].find(([, name]) => name === type)![0]);
	write('bitpix', 8 * stored.voxels.BYTES_PER_ELEMENT);
	write('voxOffset', pair ? 0 : voxelOffset);
	write('sclSlope', stored.slope);
	write('sclInter', stored.intercept);
	if (header.nifti !== undefined) writeNiftiDetails(view, version, header.nifti);
	write('xyztUnits', UNITS_MM | (header.nifti?.timeUnits ?? 0));
	writeDescription(view, version, options.description, header.description);
	writeAffine(view, version, affine, header.spaceCode);
	writeMagic(bytes, version, pair);
	if (extensions.length > 0) {
		bytes[HEADER_BYTES[version]] = 1;
		bytes.set(extensions, HEADER_BYTES[version] + 4);
	}
	return [bytes, littleEndianBytes(stored.voxels)];
}

/** The sizes of dim[0] on: further axes as the file had them, where they still make as many channels. */
function fileDims({ shape, channels, header }: Volume): number[] {
	const further = header.nifti?.furtherAxes ?? [];
	const kept = further.length <= 4 && further.reduce((product, size) => product * size, 1) === channels;
	const axes = kept ? further : channels === 1 ? [] : [channels];
	return [3 + axes.length, ...shape, ...axes];
}

function writeDims(view: DataView, version: 1 | 2, dims: readonly number[], volume: Volume): void {
	for (const [axis, size] of dims.entries()) {
		if (version === 2 || size <= MAX_DIM) continue;
		throw new VolumeError(
			`NIfTI-1 holds axes of at most ${MAX_DIM}; axis ${axis} of the volume has ${size}: write version 2`,
		);
	}
	const padded = [...dims, 1, 1, 1, 1].slice(0, 8);
	writeHeaderNumbers(view, 'dim', version, padded);
	const steps = volume.header.nifti?.furtherSteps ?? [];
	const sizes = padded.slice(1).map((_, axis) => {
		if (axis < 3) return volume.spacingMm[axis];
		return axis < dims[0] && Number.isFinite(steps[axis - 3]) ? steps[axis - 3] : 1;
	});
	writeHeaderNumbers(view, 'pixdim', version, [1, ...sizes]);
}

function writeAffine(view: DataView, version: 1 | 2, affine: Affine, spaceCode: number): void {
	const write = (name: HeaderField, ...numbers: number[]): void =>
		writeHeaderNumbers(view, name, version, numbers);
	if (version === 1 && !affine.flat().every((value) => Number.isFinite(Math.fround(value)))) {
		throw new VolumeError('the affine holds a value too large for the float32 of a NIfTI-1 header');
	}
	const known = Number.isInteger(spaceCode) && spaceCode >= 1 && spaceCode <= 5;
	const code = known ? spaceCode : SPACE_SCANNER;
	const quaternion = affineQuaternion(affine);
	write('pixdim', quaternion?.qfac ?? 1, ...affineSpacing(affine));
	write('sformCode', code);
	write('sform', ...affine.slice(0, 3).flat());
	if (quaternion === undefined) return;
	write('qformCode', code);
	write('quaternion', quaternion.b, quaternion.c, quaternion.d);
	write('qoffset', affine[0][3], affine[1][3], affine[2][3]);
}

function writeMagic(bytes: Uint8Array, version: 1 | 2, pair: boolean): void {
	const magic = new TextEncoder().encode(`n${pair ? 'i' : '+'}${version}\0`);
	bytes.set(magic, version === 1 ? 344 : 4);
	if (version === 2) bytes.set([13, 10, 26, 10], 8);
}

/** A description asked for must fit; one that only came along with the volume is cut. */
function writeDescription(view: DataView, version: 1 | 2, wanted: string | undefined, carried: string): void {
	const room = HEADER_FIELDS.description[version - 1].count - 1;
	const length = new TextEncoder().encode(wanted ?? '').length;
	if (length > room) {
		throw new VolumeError(`the description has ${length} bytes in UTF-8; a NIfTI header holds ${room}`);
	}
	writeHeaderText(view, 'description', version, wanted ?? carried);
}

/** The extensions of a volume; a table of labels is made anew where it has labels. */
function extensionBytes({ header }: Volume): Uint8Array {
	const { labels, extensions } = header;
	const written: readonly HeaderExtension[] =
		labels === undefined
			? extensions
			: [...extensions.filter((one) => readLabelTable(one) === undefined), labelTableExtension(labels)];
	return concatenate(
		written.map(({ code, content }) => {
			const size = 16 * Math.ceil((content.length + 8) / 16);
			const bytes = new Uint8Array(size);
			const view = new DataView(bytes.buffer);
			view.setInt32(0, size, true);
			view.setInt32(4, code, true);
			bytes.set(content, 8);
			return bytes;
		}),
	);
}
