import { TrainingError } from './trainingError.ts';

/** How long to train: one of the three. */
export interface TrainingLength {
	readonly steps?: number;
	/** Passes over the training cases. */
	readonly epochs?: number;
	/** Wall time; the first steps are timed and the number of steps is fixed then. */
	readonly minutes?: number;
}

/** Steps left out of the timing: kernels compile and memory is touched for the first time. */
const UNTIMED_STEPS = 3;
/** Steps that are timed before the length of the run is fixed. */
export const PROBE_STEPS = 13;
/** Part of the minutes kept for checkpoints and a machine that slows down. */
const RESERVE = 0.04;

/** What a probe has measured, in seconds. */
export interface Probe {
	/** Of each step since the run began. */
	readonly stepSeconds: readonly number[];
	/** Of one validation; 0 without one. */
	readonly validationSeconds: number;
	/** Validations still to come, where their number is fixed. */
	readonly validations?: number;
	/** Steps between two validations, where that is fixed. */
	readonly validateEvery?: number;
	/** Wall time used so far. */
	readonly elapsedSeconds: number;
}

/**
 * Number of steps of a run whose length does not depend on time; undefined for a run given in minutes.
 *
 * @param length exactly one of steps, epochs and minutes
 * @param stepsPerEpoch batches in a pass over the training cases
 * @throws TrainingError where not exactly one is given, or it is not above 0
 */
export function plannedSteps(length: TrainingLength, stepsPerEpoch: number): number | undefined {
	const { steps, epochs, minutes } = length;
	const given = Object.entries({ steps, epochs, minutes }).filter(([, value]) => value !== undefined);
	if (given.length !== 1) {
		throw new TrainingError(
			`Training needs exactly one of steps, epochs and minutes; ${given.length} were given.`,
		);
	}
	const [name, value] = given[0] as [string, number];
	if (!(value > 0 && Number.isFinite(value))) {
		throw new TrainingError(`${name} is ${value}; give a number above 0.`);
	}
	if (minutes !== undefined) return undefined;
	return Math.max(1, Math.round(steps ?? epochs! * stepsPerEpoch));
}

/**
 * Total steps that fit into the minutes: the probe's own and (time left) / (median of the timed steps), validations
 * taken off.
 *
 * @param minutes wall time of the whole run
 * @param probe see {@link Probe}
 */
export function stepsInMinutes(minutes: number, probe: Probe): number {
	const timed = probe.stepSeconds.slice(UNTIMED_STEPS).sort((a, b) => a - b);
	const median = timed[Math.floor(timed.length / 2)] ?? probe.stepSeconds.at(-1)!;
	const { validations = 0, validateEvery = Infinity, validationSeconds } = probe;
	const left = minutes * 60 * (1 - RESERVE) - probe.elapsedSeconds - validations * validationSeconds;
	const perStep = median + validationSeconds / validateEvery;
	return probe.stepSeconds.length + Math.max(1, Math.floor(left / perStep));
}
