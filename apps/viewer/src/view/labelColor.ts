import type { BundleLabel } from '@unetr/inference';

/** Colours for labels that have none: told apart by colour-blind readers, and bright on grey anatomy (Okabe and Ito 2008). */
const PALETTE = ['#e69f00', '#56b4e9', '#009e73', '#f0e442', '#d55e00', '#cc79a7', '#0072b2'];

/** Colour of a label as #rrggbb: the bundle's, or one by its number. */
export function labelColor({ value, color }: BundleLabel): string {
	if (color !== undefined && /^#[0-9a-f]{6}$/i.test(color)) return color;
	return PALETTE[(value - 1) % PALETTE.length]!;
}

/** Red, green and blue, 0 to 255, of #rrggbb. */
export function rgbOf(color: string): [number, number, number] {
	const rgb = Number.parseInt(color.slice(1), 16);
	return [rgb >> 16, (rgb >> 8) & 255, rgb & 255];
}
