/** Colours of the foreground classes, told apart by colour-blind readers and readable on light and dark pages. */
const CLASS_COLORS = ['#e4572e', '#2a8cd6', '#1f9d78', '#c2659c', '#a8861f', '#7a6fd0', '#5b8a3a', '#8c6d5a'];

/** Colour of the class at a position of the label table, background not counted. */
export function classColor(position: number): string {
	return CLASS_COLORS[position % CLASS_COLORS.length]!;
}
