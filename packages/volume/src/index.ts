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
export { type Dataset, type DatasetCase, type DatasetProblem, problemText } from './dataset/dataset.ts';
export { type MakeFoldsOptions, makeFolds } from './dataset/makeFolds.ts';
export { type ReadDatasetOptions, readDataset } from './dataset/readDataset.ts';
export { type ReadSplitsOptions, readSplits } from './dataset/readSplits.ts';
export type { Split } from './dataset/split.ts';
export {
	type DatasetReport,
	type ValidateDatasetOptions,
	validateDataset,
} from './dataset/validateDataset.ts';
export type { ReadProgress } from './nifti/decodeNifti.ts';
export { type EncodeOptions, encodeNifti } from './nifti/encodeNifti.ts';
export { encodeNiftiGz } from './nifti/encodeNiftiGz.ts';
export { type AxisDirection, axisDirections, orientationCode } from './orientation.ts';
export { type ReadVolumeOptions, readVolume, type VolumeSource } from './readVolume.ts';
export { gridDistanceMm, sameGrid, type VoxelGrid } from './sameGrid.ts';
export {
	createVolume,
	type HeaderExtension,
	type Volume,
	type VolumeHeader,
	type VolumeParts,
} from './volume.ts';
export { VolumeError } from './volumeError.ts';
export { type VoxelArray, type VoxelType, voxelType } from './voxelArray.ts';
export { type WriteVolumeOptions, writeVolume } from './writeVolume.ts';
