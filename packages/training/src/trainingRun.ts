import { nextTurn } from './nextTurn.ts';
import { RunFolder } from './runFolder.ts';
import { PROBE_STEPS, plannedSteps, stepsInMinutes, type TrainingLength } from './stepBudget.ts';
import type { Trainer } from './trainer.ts';
import type { StepEntry, ValidationEntry } from './trainingLog.ts';
import { type BestScore, freshState, type TrainingState } from './trainingState.ts';
import type { ValidationReport } from './validationReport.ts';

/** Validations in a run that does not say how often. */
const VALIDATIONS = 10;

/** How long, how often, and what to call; give one of steps, epochs and minutes. */
export interface FitOptions extends TrainingLength {
	/** Folder for checkpoint.safetensors, best.safetensors and log.jsonl; nothing is written when left out. */
	readonly checkpointFolder?: string;
	/** Steps between two checkpoints; 100 when left out. One is written at the end and when stopped as well. */
	readonly checkpointEvery?: number;
	/** Steps between two validations; a tenth of the run when left out. One is run at the end as well. */
	readonly validateEvery?: number;
	/** Goes on from the folder's checkpoint where there is one; false when left out. */
	readonly resume?: boolean;
	readonly onStep?: (entry: StepEntry) => void;
	readonly onValidation?: (entry: ValidationEntry) => void;
	/** Cases done within a validation. */
	readonly onValidationProgress?: (progress: { done: number; total: number }) => void;
	/** Stops after the current step (or validation case), with a checkpoint. */
	readonly signal?: AbortSignal;
	/** Seconds of a monotonic clock; the process's own when left out. */
	readonly clock?: () => number;
}

/** How a run ended. */
export interface FitResult {
	readonly status: 'done' | 'stopped';
	/** Steps done. */
	readonly step: number;
	/** null where a run given in minutes was stopped while it was timed. */
	readonly totalSteps: number | null;
	/** Of the last step. */
	readonly loss: number | null;
	/** null without a validation. */
	readonly best: BestScore | null;
}

/** One call of `Trainer.fit`: the loop over steps, and what has to be kept between them. */
export class TrainingRun {
	readonly #trainer: Trainer;
	readonly #options: FitOptions;
	readonly #state: TrainingState;
	readonly #folder: RunFolder | undefined;
	readonly #clock: () => number;
	#clockStart: number;

	private constructor(
		trainer: Trainer,
		options: FitOptions,
		state: TrainingState,
		folder: RunFolder | undefined,
	) {
		this.#trainer = trainer;
		this.#options = options;
		this.#state = state;
		this.#folder = folder;
		this.#clock = options.clock ?? (() => performance.now() / 1000);
		this.#clockStart = this.#clock();
	}

	/** Opens the folder and reads its checkpoint where the run is to go on. */
	static async start(trainer: Trainer, options: FitOptions): Promise<TrainingRun> {
		const { batches, seed } = trainer.options;
		const planned = plannedSteps(options, batches.stepsPerEpoch);
		const { checkpointFolder, resume = false } = options;
		const parts = { weights: trainer.weights, optimizer: trainer.options.optimizer };
		const folder =
			checkpointFolder === undefined ? undefined : new RunFolder(checkpointFolder, trainer.identity, parts);
		const state = (await folder?.open(resume)) ?? freshState(seed);
		state.totalSteps = planned ?? state.totalSteps;
		return new TrainingRun(trainer, options, state, folder);
	}

	/** Trains until the last step or the signal. */
	async toEnd(): Promise<FitResult> {
		const state = this.#state;
		if (!(await this.#validateIfDue())) return this.#end('stopped');
		while (state.totalSteps === null || state.step < state.totalSteps) {
			if (this.#options.signal?.aborted) return this.#end('stopped');
			await this.#step();
			if (!(await this.#validateIfDue())) return this.#end('stopped');
			if (state.step % (this.#options.checkpointEvery ?? 100) === 0) await this.#checkpoint();
		}
		return this.#end('done');
	}

	async #step(): Promise<void> {
		const state = this.#state;
		const start = this.#clock();
		const totalSteps = state.totalSteps ?? Infinity;
		const { loss, gradNorm, lr, caseIds } = await this.#trainer.step(state.step + 1, totalSteps);
		const seconds = this.#clock() - start;
		state.step += 1;
		state.lastLoss = loss;
		if (state.totalSteps === null) state.probeSeconds.push(seconds);
		const entry: StepEntry = {
			kind: 'step',
			seed: state.seed,
			step: state.step,
			...(state.totalSteps === null ? {} : { totalSteps: state.totalSteps }),
			loss,
			lr,
			gradNorm,
			seconds,
			cases: caseIds,
		};
		await this.#folder?.append(entry);
		this.#options.onStep?.(entry);
		// A backend on the processor never leaves the microtask queue: signals and timers need a turn.
		await nextTurn();
	}

	/** @returns false where the signal stopped the validation; it is due again then. */
	async #validateIfDue(): Promise<boolean> {
		const state = this.#state;
		// The first validation of a run given in minutes ends its probe, so that its time is known as well.
		const probed = state.totalSteps === null && state.step >= PROBE_STEPS;
		let validationSeconds = 0;
		if (
			this.#trainer.options.validation &&
			state.validatedStep < state.step &&
			(probed || this.#atValidation())
		) {
			const start = this.#clock();
			if (!(await this.#validate(start))) return false;
			validationSeconds = this.#clock() - start;
		}
		if (probed) this.#fixLength(validationSeconds);
		return true;
	}

	#atValidation(): boolean {
		const { step, totalSteps } = this.#state;
		if (totalSteps === null) return false;
		const every = this.#options.validateEvery ?? Math.ceil(totalSteps / VALIDATIONS);
		return step === totalSteps || step % every === 0;
	}

	async #validate(start: number): Promise<boolean> {
		const { signal, onValidationProgress, onValidation } = this.#options;
		const { validation } = this.#trainer.options;
		const state = this.#state;
		let report: ValidationReport;
		try {
			report = await validation!.run(this.#trainer.predict, { signal, onProgress: onValidationProgress });
		} catch (error) {
			if (signal?.aborted) return false;
			throw error;
		}
		const seconds = this.#clock() - start;
		const entry: ValidationEntry = {
			kind: 'validation',
			seed: state.seed,
			step: state.step,
			seconds,
			...report,
		};
		if (report.score !== null && (state.best === null || report.score > state.best.score)) {
			state.best = { step: state.step, score: report.score };
			await this.#folder?.saveBest(state);
		}
		state.validatedStep = state.step;
		await this.#folder?.append(entry);
		onValidation?.(entry);
		return true;
	}

	#fixLength(validationSeconds: number): void {
		const { minutes, validateEvery } = this.#options;
		const state = this.#state;
		this.#takeTime();
		state.totalSteps = stepsInMinutes(minutes!, {
			stepSeconds: state.probeSeconds,
			elapsedSeconds: state.elapsedSeconds,
			validationSeconds,
			...(validateEvery === undefined ? { validations: VALIDATIONS } : { validateEvery }),
		});
	}

	#takeTime(): void {
		const now = this.#clock();
		this.#state.elapsedSeconds += now - this.#clockStart;
		this.#clockStart = now;
	}

	async #checkpoint(): Promise<void> {
		this.#takeTime();
		await this.#folder?.saveCheckpoint(this.#state);
	}

	async #end(status: FitResult['status']): Promise<FitResult> {
		await this.#checkpoint();
		const { step, totalSteps, lastLoss, best } = this.#state;
		return { status, step, totalSteps, loss: lastLoss, best };
	}
}
