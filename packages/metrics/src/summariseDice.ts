import type { ClassDice } from './dice.ts';
import { diceFromCounts, type EmptyPolicy } from './emptyPolicy.ts';
import { MetricsError } from './metricsError.ts';
import { type Summary, summarise } from './summary.ts';

/** Dice of one class over all cases. */
export interface ClassDiceSummary extends Summary {
	readonly label: number;
	/** Cases in which the reference holds the class and the prediction does not. */
	readonly missed: number;
	/** Cases in which the prediction holds the class and the reference does not. */
	readonly falsePositive: number;
	/** Cases in which neither holds the class. */
	readonly bothEmpty: number;
}

/** Dice over a set of cases. */
export interface DiceSummary {
	readonly policy: EmptyPolicy;
	/** One entry per class in the order of labels, background included. */
	readonly classes: readonly ClassDiceSummary[];
	/** Mean over cases of each case's mean over the foreground classes that count in it; n is in cases. */
	readonly foreground: Summary;
	/** The foreground mean of each case, in the order given; null where no class counts. */
	readonly perCase: readonly (number | null)[];
}

/**
 * Sums up the Dice of several cases, per class and over the foreground (labels above 0).
 *
 * @param cases what `dice` gave for each case, all with the same number of classes
 * @param policy for empty masks; it is applied to the counts anew, whatever policy `dice` was called with
 * @throws MetricsError where cases differ in their number of classes
 */
export function summariseDice(
	cases: readonly (readonly ClassDice[])[],
	policy: EmptyPolicy = 'exclude',
): DiceSummary {
	const numClasses = cases[0]?.length ?? 0;
	const table = cases.map((classes, index) => {
		if (classes.length !== numClasses) {
			throw new MetricsError(
				`Case ${index} has ${classes.length} classes and case 0 has ${numClasses}; evaluate all cases with the same numClasses.`,
			);
		}
		return classes.map((one) =>
			diceFromCounts(one.predictionVoxels, one.referenceVoxels, one.overlapVoxels, policy),
		);
	});
	const perCase = table.map((row) => summarise(row.slice(1)).mean);
	return {
		policy,
		classes: Array.from({ length: numClasses }, (_, label) => {
			const statuses = cases.map((classes) => classes[label].status);
			return {
				label,
				...summarise(table.map((row) => row[label])),
				missed: statuses.filter((status) => status === 'missed').length,
				falsePositive: statuses.filter((status) => status === 'false positive').length,
				bothEmpty: statuses.filter((status) => status === 'both empty').length,
			};
		}),
		foreground: summarise(perCase),
		perCase,
	};
}
