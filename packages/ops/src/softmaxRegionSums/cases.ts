import type { CaseInput } from '../op.ts';

const region = (name: string, space: number[], classes: number, scale: number) => ({
	name,
	inputs: {
		logits: { shape: [2, ...space, classes], scale } as CaseInput,
		labels: { shape: [2, ...space], classes } as CaseInput,
	},
});

/** Logits and labels shared by the op and its gradient; logits of ±200 test that softmax does not overflow. */
export const regionInputs: readonly {
	readonly name: string;
	readonly inputs: { readonly logits: CaseInput; readonly labels: CaseInput };
}[] = [
	region('c3', [7, 6, 5], 3, 2),
	region('c2', [4, 3, 5], 2, 2),
	region('c14', [3, 5, 4], 14, 3),
	region('c4_confident', [3, 3, 3], 4, 200),
	region('c1', [5, 2, 3], 1, 1),
];
