import { type Affine, affineSpacing } from '../affine.ts';
import { littleEndianBytes } from '../storedVoxels.ts';
import { createVolume, type Volume } from '../volume.ts';
import { VolumeError } from '../volumeError.ts';
import { type VoxelType, voxelType } from '../voxelArray.ts';
import { affineQuaternion } from './affineQuaternion.ts';

const HEADER_SIZE = 348;
const VOXEL_OFFSET = 352;
const MAX_DIM = 32767;
const DESCRIPTION_AT = 148;
const DESCRIPTION_BYTES = 79;
const UNITS_MM = 2;
const SPACE_SCANNER = 1;

const DATATYPES: Readonly<Record<VoxelType, { readonly code: number; readonly bits: number }>> = {
	uint8: { code: 2, bits: 8 },
	int16: { code: 4, bits: 16 },
	int32: { code: 8, bits: 32 },
	float32: { code: 16, bits: 32 },
	float64: { code: 64, bits: 64 },
	int8: { code: 256, bits: 8 },
	uint16: { code: 512, bits: 16 },
	uint32: { code: 768, bits: 32 },
};

/** What is written beside voxels and place. */
export interface EncodeOptions {
	/** At most 79 bytes in UTF-8; the volume's own by default. */
	readonly description?: string;
}

/**
 * A volume as the bytes of a NIfTI-1 file (.nii), in its own voxel type, little-endian, without scaling.
 *
 * The affine is stored as sform and, where it is a rotation times spacing, as the same qform.
 * @throws VolumeError where an axis is longer than 32767 or a number does not fit the header
 */
export function encodeNifti(volume: Volume, options: EncodeOptions = {}): Uint8Array<ArrayBuffer> {
	const { voxels, shape, channels, affine } = createVolume(volume);
	const { code, bits } = DATATYPES[voxelType(voxels)!];
	const bytes = new Uint8Array(VOXEL_OFFSET + voxels.byteLength);
	const view = new DataView(bytes.buffer);
	view.setInt32(0, HEADER_SIZE, true);
	const dims = channels === 1 ? [3, ...shape, 1] : [4, ...shape, channels];
	for (const [axis, size] of [...dims, 1, 1, 1].entries()) {
		if (size > MAX_DIM) {
			throw new VolumeError(
				`NIfTI-1 holds axes of at most ${MAX_DIM}; axis ${axis} of the volume has ${size}`,
			);
		}
		view.setInt16(40 + 2 * axis, size, true);
	}
	view.setInt16(70, code, true);
	view.setInt16(72, bits, true);
	view.setFloat32(108, VOXEL_OFFSET, true);
	view.setFloat32(112, 1, true);
	view.setUint8(123, UNITS_MM);
	writeDescription(bytes, options.description, volume.header.description);
	writeAffine(view, affine, volume.header.spaceCode);
	bytes.set([0x6e, 0x2b, 0x31, 0], 344);
	bytes.set(littleEndianBytes(voxels), VOXEL_OFFSET);
	return bytes;
}

function writeAffine(view: DataView, affine: Affine, spaceCode: number): void {
	if (!affine.flat().every((value) => Number.isFinite(Math.fround(value)))) {
		throw new VolumeError('the affine holds a value too large for the float32 of a NIfTI-1 header');
	}
	const known = Number.isInteger(spaceCode) && spaceCode >= 1 && spaceCode <= 5;
	const code = known ? spaceCode : SPACE_SCANNER;
	const quaternion = affineQuaternion(affine);
	view.setFloat32(76, quaternion?.qfac ?? 1, true);
	for (const [axis, size] of [...affineSpacing(affine), 1, 1, 1, 1].entries()) {
		view.setFloat32(80 + 4 * axis, size, true);
	}
	view.setInt16(254, code, true);
	for (const [row, values] of affine.slice(0, 3).entries()) {
		for (const [column, value] of values.entries()) view.setFloat32(280 + 16 * row + 4 * column, value, true);
	}
	if (quaternion === undefined) return;
	view.setInt16(252, code, true);
	view.setFloat32(256, quaternion.b, true);
	view.setFloat32(260, quaternion.c, true);
	view.setFloat32(264, quaternion.d, true);
	for (const row of [0, 1, 2] as const) view.setFloat32(268 + 4 * row, affine[row][3], true);
}

/** A description asked for must fit; one that only came along with the volume is cut. */
function writeDescription(bytes: Uint8Array, wanted: string | undefined, carried: string): void {
	const encoder = new TextEncoder();
	if (wanted !== undefined && encoder.encode(wanted).length > DESCRIPTION_BYTES) {
		throw new VolumeError(
			`the description has ${encoder.encode(wanted).length} bytes in UTF-8; a NIfTI header holds ${DESCRIPTION_BYTES}`,
		);
	}
	encoder.encodeInto(wanted ?? carried, bytes.subarray(DESCRIPTION_AT, DESCRIPTION_AT + DESCRIPTION_BYTES));
}
