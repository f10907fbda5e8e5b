import { TrainingError } from './trainingError.ts';

/** Learning rate of a step; steps count from 1, and `totalSteps` is Infinity while the length of a run is not known. */
export type Schedule = (step: number, totalSteps: number) => number;

/** Options of {@link warmupCosine}. */
export interface WarmupCosineOptions {
	/** Steps in which the rate climbs to `base`; 0 when left out. */
	readonly warmupSteps?: number;
	/** Learning rate at the end of the warm-up. */
	readonly base: number;
	/** Learning rate at the last step; 0 when left out. */
	readonly floor?: number;
	/** Length of the run; the Trainer's own when left out. */
	readonly totalSteps?: number;
}

/**
 * Linear warm-up and cosine decay: base s / W for s <= W, then
 * floor + (base - floor) (1 + cos(pi (s - W) / (T - W))) / 2, and `floor` after T.
 *
 * @param options W = warmupSteps, T = totalSteps, base, floor
 * @returns the rate as a pure function of the step
 * @throws TrainingError for numbers outside their range
 *
 * Source: Loshchilov and Hutter 2017 (SGDR), equation 5, without restarts.
 */
export function warmupCosine(options: WarmupCosineOptions): Schedule {
	const { warmupSteps = 0, base, floor = 0 } = options;
	if (!(warmupSteps >= 0)) throw new TrainingError(`warmupSteps is ${warmupSteps}; give a number from 0.`);
	if (!(base > 0 && floor >= 0 && floor <= base)) {
		throw new TrainingError(
			`base is ${base} and floor ${floor}; give a base above 0 and a floor from 0 to base.`,
		);
	}
	return (step, runSteps) => {
		const totalSteps = options.totalSteps ?? runSteps;
		if (step <= warmupSteps) return (base * step) / warmupSteps;
		if (step >= totalSteps) return floor;
		const done = (step - warmupSteps) / (totalSteps - warmupSteps); // 0 for an unknown, infinite length
		return floor + ((base - floor) * (1 + Math.cos(Math.PI * done))) / 2;
	};
}

/**
 * The same rate at every step.
 *
 * @param learningRate above 0
 */
export function constantRate(learningRate: number): Schedule {
	return () => learningRate;
}
