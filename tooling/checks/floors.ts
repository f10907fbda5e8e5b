/**
 * The floor each package stands on. A package imports only packages of lower floors, so the graph has no
 * cycles and a part can be taken out of the house with everything below it and nothing above.
 */
export const floors: Readonly<Record<string, number>> = {
	'@unetr/volume': 0,
	'@unetr/checkpoint': 0,
	'@unetr/ops': 0,
	'@unetr/dicom': 1,
	'@unetr/transforms': 1,
	'@unetr/metrics': 1,
	'@unetr/backend-simd': 1,
	'@unetr/backend-webgpu': 1,
	'@unetr/blocks': 1,
	'@unetr/losses': 2,
	'@unetr/vit': 2,
	'@unetr/decoders': 2,
	'@unetr/models': 3,
	'@unetr/inference': 4,
	'@unetr/training': 5,
	unetr: 6,
	'@unetr/viewer': 6,
};
