/** The 13 organs of the abdomen set of "Multi-Atlas Labeling Beyond the Cranial Vault" (BTCV) by label value. */
export const BTCV_LABELS: Readonly<Record<number, string>> = {
	0: 'background',
	1: 'spleen',
	2: 'right kidney',
	3: 'left kidney',
	4: 'gallbladder',
	5: 'esophagus',
	6: 'liver',
	7: 'stomach',
	8: 'aorta',
	9: 'inferior vena cava',
	10: 'portal vein and splenic vein',
	11: 'pancreas',
	12: 'right adrenal gland',
	13: 'left adrenal gland',
};
