import { type Affine, affineFault, affineSpacing } from './affine.ts';
import type { DicomIdentity } from './dicomIdentity.ts';
import type { NiftiDetails } from './nifti/niftiDetails.ts';
import { VolumeError } from './volumeError.ts';
import { type VoxelArray, voxelType } from './voxelArray.ts';

/** A block that a NIfTI file carries between its header and its voxels. */
export interface HeaderExtension {
	/** Registered code of whoever wrote it (4 is AFNI, 6 a comment …). */
	readonly code: number;
	readonly content: Uint8Array;
}

/** A label that voxels may be. */
export interface VolumeLabel {
	readonly value: number;
	readonly name: string;
	/** Red, green, blue from 0 to 255. */
	readonly color?: readonly [number, number, number];
}

/** What a file said beside voxels and place. */
export interface VolumeHeader {
	/** 'memory' where the volume was not read from a file. */
	readonly format: 'nifti-1' | 'nifti-2' | 'nrrd' | 'metaimage' | 'dicom' | 'memory';
	/** Voxel type as stored ('int16', 'int64' …), before scaling. */
	readonly datatype: string;
	readonly description: string;
	/**
	 * Where the affine comes from. 'pixdim' (NIfTI) has no orientation and counts as RAS+; 'spacings' (NRRD, MetaImage)
	 * has none either and counts as LPS+, as ITK reads it.
	 */
	readonly affineSource: 'sform' | 'qform' | 'pixdim' | 'directions' | 'spacings' | 'dicom' | 'memory';
	/** Space of the world axes: 0 unknown, 1 scanner, 2 aligned to another scan, 3 Talairach, 4 MNI 152, 5 other template. */
	readonly spaceCode: number;
	/** value = slope · stored + intercept; already applied. */
	readonly scaling?: { readonly slope: number; readonly intercept: number };
	readonly extensions: readonly HeaderExtension[];
	/** Names of the labels that the voxels are, where the file carries them. */
	readonly labels?: readonly VolumeLabel[];
	/** Of a NIfTI file: what no other format has; written back. */
	readonly nifti?: NiftiDetails;
	/** Text fields of an NRRD or MetaImage header that say nothing of voxels and place; written back in that format. */
	readonly fields?: Readonly<Record<string, string>>;
	/** Of a volume read from DICOM: the images it came from. */
	readonly dicom?: DicomIdentity;
}

/** A volume in its own voxel type with its place in the world. */
export interface Volume {
	/** File order: index = i + ni·(j + nj·(k + nk·c)), i fastest. */
	readonly voxels: VoxelArray;
	/** Number of voxels along i, j, k. */
	readonly shape: readonly [number, number, number];
	/** Number of values a voxel has: time points, modalities or vector components. */
	readonly channels: number;
	/** Voxel index to RAS+ mm, as rows. */
	readonly affine: Affine;
	/** Voxel size along i, j, k in mm: the lengths of the affine's columns. */
	readonly spacingMm: readonly [number, number, number];
	readonly header: VolumeHeader;
}

/** What `createVolume` makes a volume of. */
export interface VolumeParts {
	/** File order: index = i + ni·(j + nj·(k + nk·c)). Kept, not copied. */
	readonly voxels: VoxelArray;
	readonly shape: readonly [number, number, number];
	/** 1 by default. */
	readonly channels?: number;
	/** Voxel index to RAS+ mm, as rows. */
	readonly affine: Affine;
	readonly header?: Partial<VolumeHeader>;
}

/**
 * Makes a volume of voxels, shape and affine, and derives its spacing.
 * @throws VolumeError if shape, channels, number of voxels or affine do not fit together
 */
export function createVolume(parts: VolumeParts): Volume {
	const { voxels, shape, channels = 1, affine } = parts;
	const type = voxelType(voxels);
	if (type === undefined) {
		throw new VolumeError('voxels must be a typed array of 8, 16 or 32 bit integers or of floats');
	}
	if (shape.length !== 3 || !shape.every(isCount)) {
		throw new VolumeError(`shape must be three whole numbers of at least 1, not [${shape.join(', ')}]`);
	}
	if (!isCount(channels))
		throw new VolumeError(`channels must be a whole number of at least 1, not ${channels}`);
	const expected = shape[0] * shape[1] * shape[2] * channels;
	if (voxels.length !== expected) {
		throw new VolumeError(
			`shape [${shape.join(', ')}] with ${channels} channel(s) needs ${expected} voxels, the array has ${voxels.length}`,
		);
	}
	const fault = affineFault(affine);
	if (fault !== undefined) throw new VolumeError(`the affine ${fault}`);
	const [x, y, z] = affine;
	return {
		voxels,
		shape: [shape[0], shape[1], shape[2]],
		channels,
		affine: [[...x], [...y], [...z], [0, 0, 0, 1]],
		spacingMm: affineSpacing(affine),
		header: {
			format: 'memory',
			datatype: type,
			description: '',
			affineSource: 'memory',
			spaceCode: 0,
			extensions: [],
			...parts.header,
		},
	};
}

function isCount(n: number): boolean {
	return Number.isSafeInteger(n) && n >= 1;
}
