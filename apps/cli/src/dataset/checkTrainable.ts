import type { Dataset } from '@unetr/volume';
import { Refusal } from '../refusal.ts';

/**
 * Makes sure that the trainer can learn what the data set holds: one class a voxel.
 *
 * @throws Refusal for regions that overlap.
 */
export function checkTrainable({ folder, regions }: Dataset): void {
	if (regions.length === 0) return;
	const told = regions.map(({ name, values }) => `${name} (${values.join(', ')})`).join(', ');
	throw new Refusal(
		`${folder}: "labels" defines regions that may overlap (${told}), and training gives every voxel one class; name each label value once.`,
	);
}
