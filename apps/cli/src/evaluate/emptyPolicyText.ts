import type { EmptyPolicy } from '@unetr/metrics';

/** The policy for empty masks in one sentence. */
export const EMPTY_POLICY_TEXT: Record<EmptyPolicy, string> = {
	exclude:
		'A class that is absent from both masks of a case has no Dice and is left out of the means (n says how many remain); absent from only one of the masks it counts 0.',
	one: 'A class that is absent from both masks of a case counts 1; absent from only one of them it counts 0.',
	excludeEmptyReference:
		'A class that is absent from the reference of a case is left out of the means, false positives included (n says how many remain); absent from the prediction only it counts 0.',
};
