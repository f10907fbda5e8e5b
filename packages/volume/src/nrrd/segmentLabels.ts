import type { VolumeLabel } from '../volume.ts';

// Names and colours of labels as 3D Slicer writes them into a .seg.nrrd: pairs Segment0_Name, Segment0_LabelValue …

type Pairs = readonly (readonly [key: string, value: string])[];

/** The labels that pairs name; undefined where there are none, or where segments lie in several layers. */
export function readSegmentLabels(pairs: Pairs): VolumeLabel[] | undefined {
	const texts = new Map(pairs);
	const labels: VolumeLabel[] = [];
	for (let n = 0; texts.has(`Segment${n}_LabelValue`); n++) {
		const text = (property: string): string => texts.get(`Segment${n}_${property}`) ?? '';
		// In several layers a value has several meanings.
		if (Number(text('Layer')) > 0) return undefined;
		const value = Number(text('LabelValue'));
		if (!Number.isInteger(value)) continue;
		const [red, green, blue] = text('Color')
			.split(' ')
			.map((part) => Math.round(Number(part) * 255));
		const name = text('Name');
		labels.push(blue! >= 0 ? { value, name, color: [red!, green!, blue!] } : { value, name });
	}
	return labels.length > 0 ? labels : undefined;
}

/** The pairs of labels, as 3D Slicer reads them. */
export function segmentPairs(labels: readonly VolumeLabel[], shape: readonly number[]): Pairs {
	const extent = shape.map((size) => `0 ${size - 1}`).join(' ');
	return labels.flatMap(({ value, name, color = [255, 255, 255] }, n) =>
		Object.entries({
			ID: name,
			Name: name,
			LabelValue: `${value}`,
			Layer: '0',
			Extent: extent,
			Color: color.map((part) => part / 255).join(' '),
		}).map(([key, text]) => [`Segment${n}_${key}`, text] as const),
	);
}
