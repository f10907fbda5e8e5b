import type { BundleLabel } from '@unetr/inference';
import { labelColor } from '../view/labelColor.ts';

/** Fills a table's body with a row a label: colour, name, volume. The background is left out. */
export function fillLabelTable(
	body: HTMLTableSectionElement,
	labels: readonly BundleLabel[],
	volumesMl: readonly number[],
): void {
	const rows = labels.slice(1).map((label) => {
		const row = document.createElement('tr');
		const swatch = document.createElement('span');
		swatch.className = 'swatch';
		swatch.style.backgroundColor = labelColor(label);
		const name = row.appendChild(document.createElement('th'));
		name.scope = 'row';
		name.append(swatch, label.name);
		const volume = row.appendChild(document.createElement('td'));
		volume.textContent = `${(volumesMl[label.value] ?? 0).toFixed(3)}`;
		return row;
	});
	body.replaceChildren(...rows);
}
