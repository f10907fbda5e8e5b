import type { DatasetReport } from '@unetr/volume';
import { Refusal } from '../refusal.ts';

/**
 * Makes sure that the trainer can learn what the data set holds: one class a voxel, all of them known.
 *
 * @throws Refusal for regions that overlap, and for label maps with voxels to ignore.
 */
export function checkTrainable({ dataset, labelsOf }: DatasetReport): void {
	const { folder, regions, ignoreLabel } = dataset;
	if (regions.length > 0) {
		const told = regions.map(({ name, values }) => `${name} (${values.join(', ')})`).join(', ');
		throw new Refusal(
			`${folder}: "labels" defines regions that may overlap (${told}), and training gives every voxel one class; name each label value once.`,
		);
	}
	if (ignoreLabel === undefined) return;
	const cases = [...labelsOf].filter(([, values]) => values.includes(ignoreLabel)).map(([id]) => id);
	if (cases.length === 0) return;
	throw new Refusal(
		`${folder}: the label maps of ${cases.slice(0, 5).join(', ')}${cases.length > 5 ? ' …' : ''} hold the label ${ignoreLabel} ("ignore"), which training cannot leave out yet; give those voxels a class or take the cases out.`,
	);
}
