import {
	type Affine,
	createVolume,
	type DicomIdentity,
	multiplyAffine,
	scalingAffine,
	type Volume,
} from '@unetr/volume';

// A series as readDicom gives it, made for tests.

/** Turned about all three axes, in RAS+: no direction cosine is 0 or 1. */
export const OBLIQUE: Affine = multiplyAffine(
	[
		[0.36, 0.48, -0.8, -31.25],
		[-0.8, 0.6, 0, 17.5],
		[0.48, 0.64, 0.6, 402.125],
		[0, 0, 0, 1],
	],
	scalingAffine([0.75, 0.5, 2.5]),
);

/** An image of a study whose slices are single files. */
export function madeSeries(shape: readonly [number, number, number], affine: Affine = OBLIQUE): Volume {
	const dicom: DicomIdentity = {
		modality: 'CT',
		sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
		study: {
			instanceUid: '2.25.100',
			id: 'S1',
			date: '20240131',
			time: '101500',
			accessionNumber: 'A7',
			description: 'Abdomen',
			referringPhysician: 'Curie^Marie',
		},
		seriesInstanceUid: '2.25.200',
		seriesNumber: 4,
		seriesDescription: 'portal venous',
		frameOfReferenceUid: '2.25.300',
		photometricInterpretation: 'MONOCHROME2',
		grid: { shape, affine },
		slices: Array.from({ length: shape[2] }, (_, k) => ({ sopInstanceUid: `2.25.${400 + k}` })),
		patient: { name: 'Müller^Jörg', id: 'P-1', birthDate: '19700101', sex: 'O' },
		warnings: [],
	};
	const voxels = new Int16Array(shape[0] * shape[1] * shape[2]);
	return createVolume({ voxels, shape, affine, header: { format: 'dicom', affineSource: 'dicom', dicom } });
}

/** Labels 0 … `labels` in an irregular pattern, on the grid of a volume. */
export function madeLabels({ shape, affine }: Volume, labels: number): Volume {
	const voxels = new Uint8Array(shape[0] * shape[1] * shape[2]).map(
		(_, n) => ((n * n + 3 * n) % 11) % (labels + 1),
	);
	return createVolume({ voxels, shape, affine });
}
