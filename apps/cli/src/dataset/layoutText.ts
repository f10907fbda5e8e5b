import type { DatasetLayout } from '@unetr/volume';

/** What a data set's layout is called. */
export const LAYOUT_TEXT: Record<DatasetLayout, string> = {
	msd: 'cases listed in JSON (Medical Segmentation Decathlon)',
	nnunet: 'nnU-Net raw (imagesTr, labelsTr)',
	btcv: 'BTCV (img, label)',
	pairs: 'pairs by name',
};
