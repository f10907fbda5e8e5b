/** A computation on label maps that scipy has too. */
export interface LabelCase {
	readonly name: string;
	readonly work: 'distances' | 'hd95' | 'components';
}

/** On the foreground of a spine and its prediction, 512×512×17 voxels of 0.59×0.59×3.3 mm. */
export const labelCases: readonly LabelCase[] = [
	{ name: 'spine distance transform', work: 'distances' },
	{ name: 'spine HD95', work: 'hd95' },
	{ name: 'spine components 6', work: 'components' },
];
