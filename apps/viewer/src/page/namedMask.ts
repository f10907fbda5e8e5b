import type { BundleLabel } from '@unetr/inference';
import type { Volume } from '@unetr/volume';
import { labelColor, rgbOf } from '../view/labelColor.ts';

/** A label map that carries the names and colours of its labels. */
export function namedMask(label: Volume, labels: readonly BundleLabel[]): Volume {
	const named = labels.map((one) =>
		one.value === 0
			? { value: 0, name: one.name }
			: { value: one.value, name: one.name, color: rgbOf(labelColor(one)) },
	);
	return { ...label, header: { ...label.header, labels: named } };
}
