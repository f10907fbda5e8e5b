import type { Volume, VolumeLabel } from '@unetr/volume';

/** A label with its colour as #rrggbb, where it has one. */
export interface ColoredLabel {
	readonly value: number;
	readonly name: string;
	readonly color?: string | undefined;
}

/** A map of labels that carries their names and colours. */
export function withLabels(volume: Volume, labels: readonly ColoredLabel[]): Volume {
	const named = labels.map(({ value, name, color }): VolumeLabel => {
		const rgb = color === undefined ? undefined : parseHex(color);
		return rgb === undefined ? { value, name } : { value, name, color: rgb };
	});
	return { ...volume, header: { ...volume.header, labels: named } };
}

/** The names and colours that a map of labels carries. */
export function labelsOf({ header }: Volume): ColoredLabel[] | undefined {
	return header.labels?.map(({ value, name, color }) =>
		color === undefined ? { value, name } : { value, name, color: formatHex(color) },
	);
}

function parseHex(color: string): [number, number, number] | undefined {
	const digits = /^#([0-9a-f]{6})$/i.exec(color)?.[1];
	if (digits === undefined) return undefined;
	const rgb = Number.parseInt(digits, 16);
	return [rgb >> 16, (rgb >> 8) & 255, rgb & 255];
}

function formatHex(color: readonly [number, number, number]): string {
	return `#${color.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
