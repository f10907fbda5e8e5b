/** How help texts name a data set. */
export const DATA_DESCRIPTION: string =
	'Data set: folder in the layout of MSD, nnU-Net or BTCV, or images and labels by name; or a JSON list of cases';
