import type { EmptyPolicy } from '../emptyPolicy.ts';

/** Each policy for empty masks in words. */
export const policyText: Readonly<Record<EmptyPolicy, string>> = {
	exclude:
		'A class that is absent from both masks of a case is left out of the means (n says how many remain); absent from only one of them it counts as the worst value: 0 where higher is better, the missed distance where the unit is mm, the volume of the grid as volume error.',
	one: 'A class that is absent from both masks of a case counts as perfect; absent from only one of them it counts as the worst value: 0 where higher is better, the missed distance where the unit is mm, the volume of the grid as volume error.',
	excludeEmptyReference:
		'A class that is absent from the reference of a case is left out of the means, false positives included (n says how many remain); absent from the prediction only it counts as the worst value: 0 where higher is better, the missed distance where the unit is mm, the volume of the grid as volume error.',
};
