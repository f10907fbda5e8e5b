/** What a step of a network makes: how many values, and the last step that takes them (the number of steps: its end). */
export interface MadeValues {
	readonly values: number;
	readonly lastUse: number;
}

/** Bounds on the values inside one part that are tried, from all of them down by a quarter octave each. */
const boundsTried = 32;

/**
 * Cuts the steps of a network into consecutive parts, so that what is kept between parts and what the largest part makes
 * are least together.
 *
 * @param steps in order
 * @returns first steps of the parts, from 0, and the number of steps
 */
export function cutGraph(steps: readonly MadeValues[]): number[] {
	const total = steps.reduce((sum, { values }) => sum + values, 0);
	const largest = Math.max(0, ...steps.map(({ values }) => values));
	let best = { cost: Number.POSITIVE_INFINITY, cuts: [0, steps.length] };
	for (let tried = 0; tried < boundsTried; tried++) {
		const bound = total / 2 ** (tried / 4);
		if (bound < largest) break;
		const { kept, cuts } = cutWithin(steps, bound);
		if (kept + bound < best.cost) best = { cost: kept + bound, cuts };
	}
	return best.cuts;
}

/** The cuts that keep least while no part makes more than `bound` values. */
function cutWithin(steps: readonly MadeValues[], bound: number): { kept: number; cuts: number[] } {
	const least = [0];
	const from = [0];
	for (let end = 1; end <= steps.length; end++) {
		let [made, kept] = [0, 0];
		[least[end], from[end]] = [Number.POSITIVE_INFINITY, end - 1];
		for (let start = end - 1; start >= 0; start--) {
			const { values, lastUse } = steps[start]!;
			made += values;
			if (made > bound) break;
			if (lastUse >= end) kept += values;
			if (least[start]! + kept < least[end]!) [least[end], from[end]] = [least[start]! + kept, start];
		}
	}
	const cuts = [steps.length];
	while (cuts[0]! > 0) cuts.unshift(from[cuts[0]!]!);
	return { kept: least[steps.length]!, cuts };
}
