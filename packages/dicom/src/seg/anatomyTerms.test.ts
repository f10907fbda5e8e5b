import { describe, expect, it } from 'vitest';
import { anatomyTerms } from './anatomyTerms.ts';

const meanings = (name: string): unknown => {
	const { category, type, modifiers, region } = anatomyTerms(name);
	return [category.meaning, type.meaning, modifiers.map(({ meaning }) => meaning), region?.meaning];
};

describe('anatomyTerms', () => {
	it.each([
		['liver', ['Anatomical Structure', 'Liver', [], undefined]],
		['Right Kidney', ['Anatomical Structure', 'Kidney', ['Right'], undefined]],
		['adrenal_gland_left', ['Anatomical Structure', 'Adrenal gland', ['Left'], undefined]],
		['Kidney_L', ['Anatomical Structure', 'Kidney', ['Left'], undefined]],
		['Left Atrium', ['Anatomical Structure', 'Left atrium', [], undefined]],
		['oesophagus', ['Anatomical Structure', 'Esophagus', [], undefined]],
		['portal vein and splenic vein', ['Anatomical Structure', 'Portal Vein', [], undefined]],
		['anterior hippocampus', ['Anatomical Structure', 'Hippocampus', ['Anterior'], undefined]],
		['Anterior', ['Tissue', 'Tissue', ['Anterior'], undefined]],
		['liver tumour', ['Morphologically Abnormal Structure', 'Neoplasm', [], 'Liver']],
		['left lung nodule', ['Morphologically Abnormal Structure', 'Nodule', ['Left'], 'Lung']],
		['peritumoral edema', ['Morphologically Abnormal Structure', 'Edema', [], undefined]],
		['enhancing tumor', ['Morphologically Abnormal Structure', 'Neoplasm', [], undefined]],
		['constructor', ['Tissue', 'Tissue', [], undefined]],
		['', ['Tissue', 'Tissue', [], undefined]],
	])('%s', (name, expected) => {
		expect(meanings(name)).toEqual(expected);
	});
});
