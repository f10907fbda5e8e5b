export {
	type Affine,
	affineSpacing,
	determinant,
	invertAffine,
	multiplyAffine,
	type Point3,
	type Row4,
	scalingAffine,
	voxelToWorld,
	worldToVoxel,
} from './affine.ts';
export type { DicomIdentity, DicomPatient, DicomSlice, DicomStudy } from './dicomIdentity.ts';
export { type Components, type Connectivity, connectedComponents } from './labels/connectedComponents.ts';
export { type DistanceTransformOptions, distanceTransform } from './labels/distanceTransform.ts';
export { findRuns, type Runs } from './labels/runs.ts';
export { type EncodeMetaImageOptions, encodeMetaImage } from './metaimage/encodeMetaImage.ts';
export { type EncodeOptions, encodeNifti } from './nifti/encodeNifti.ts';
export { encodeNiftiGz } from './nifti/encodeNiftiGz.ts';
export type { NiftiDetails } from './nifti/niftiDetails.ts';
export { type EncodeNrrdOptions, encodeNrrd } from './nrrd/encodeNrrd.ts';
export type { VolumeSource } from './openSource.ts';
export {
	type AxisDirection,
	type AxisDirections,
	axisDirections,
	orientationCode,
	parseOrientation,
} from './orientation.ts';
export { type ReadVolumeOptions, readVolume } from './readVolume.ts';
export { copyBlocks, type Reading } from './reorder.ts';
export { type Oriented, orientTo, reorient } from './reorient.ts';
export { gridDistanceMm, sameGrid, type VoxelGrid } from './sameGrid.ts';
export type { ReadProgress } from './source/readVoxelBytes.ts';
export {
	createVolume,
	type HeaderExtension,
	type Volume,
	type VolumeHeader,
	type VolumeLabel,
	type VolumeParts,
} from './volume.ts';
export { VolumeError } from './volumeError.ts';
export { arrayLike, type VoxelArray, type VoxelType, voxelType } from './voxelArray.ts';
export { type WriteVolumeOptions, writeVolume } from './writeVolume.ts';
