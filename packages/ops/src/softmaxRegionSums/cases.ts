import type { Attributes, CaseInput } from '../op.ts';

/** What the op and its gradient are told beside their inputs. */
export interface RegionAttributes extends Attributes {
	/** Label whose voxels count nowhere; `NO_LABEL` for none. */
	readonly ignoreLabel: number;
}

/** The least int32, which no label is. */
export const NO_LABEL: number = -(2 ** 31);

const region = (
	name: string,
	space: number[],
	classes: number,
	scale: number,
	{ labels = classes, ignoreLabel = NO_LABEL } = {},
) => ({
	name,
	inputs: {
		logits: { shape: [2, ...space, classes], scale } as CaseInput,
		labels: { shape: [2, ...space], classes: labels } as CaseInput,
	},
	attributes: { ignoreLabel },
});

/** Logits and labels shared by the op and its gradient; logits of ±200 test that softmax does not overflow. */
export const regionCases: readonly {
	readonly name: string;
	readonly inputs: { readonly logits: CaseInput; readonly labels: CaseInput };
	readonly attributes: RegionAttributes;
}[] = [
	region('c3', [7, 6, 5], 3, 2),
	region('c2', [4, 3, 5], 2, 2),
	region('c14', [3, 5, 4], 14, 3),
	region('c4_confident', [3, 3, 3], 4, 200),
	region('c1', [5, 2, 3], 1, 1),
	region('c3_ignoring', [7, 6, 5], 3, 2, { labels: 5, ignoreLabel: 4 }), // 3 is no class and not ignored
	region('c14_ignoring_background', [3, 5, 4], 14, 3, { ignoreLabel: 0 }),
];
