import { saveBestWeights } from './bestWeights.ts';
import { fileFault } from './fileFault.ts';
import { TrainingError } from './trainingError.ts';
import { exists, type LogEntry, TrainingLog } from './trainingLog.ts';
import {
	loadCheckpoint,
	type RunIdentity,
	saveCheckpoint,
	type TrainedParts,
	type TrainingState,
} from './trainingState.ts';

/** The checkpoint of a run inside its folder. */
const CHECKPOINT_FILE = 'checkpoint.safetensors';
/** The log of a run inside its folder. */
const LOG_FILE = 'log.jsonl';

/** The files of a run: checkpoint.safetensors, best.safetensors and log.jsonl. */
export class RunFolder {
	readonly #folder: string;
	readonly #identity: RunIdentity;
	readonly #parts: TrainedParts;
	#log: TrainingLog | undefined;

	/**
	 * @param folder made where it is missing
	 * @param identity what a resumed run has to share
	 * @param parts weights and optimizer
	 */
	constructor(folder: string, identity: RunIdentity, parts: TrainedParts) {
		this.#folder = folder;
		this.#identity = identity;
		this.#parts = parts;
	}

	/**
	 * Reads the checkpoint into weights and optimizer, where there is one, and opens the log at its step.
	 *
	 * @param resume whether a checkpoint that is there is gone on from; it is refused otherwise
	 * @returns the state to go on from; undefined for a new run
	 */
	async open(resume: boolean): Promise<TrainingState | undefined> {
		const { mkdir } = await import('node:fs/promises');
		try {
			await mkdir(this.#folder, { recursive: true });
		} catch (error) {
			throw fileFault(`The folder ${this.#folder} cannot be made`, error);
		}
		const path = `${this.#folder}/${CHECKPOINT_FILE}`;
		const present = await exists(path);
		if (present && !resume) {
			throw new TrainingError(`${path} exists already; resume that run or choose another folder.`);
		}
		const state = present ? await loadCheckpoint(path, this.#identity, this.#parts) : undefined;
		const log = `${this.#folder}/${LOG_FILE}`;
		this.#log = await TrainingLog.open(log, state?.step ?? 0, state?.validatedStep ?? 0);
		return state;
	}

	async append(entry: LogEntry): Promise<void> {
		await this.#log?.append(entry);
	}

	async saveCheckpoint(state: TrainingState): Promise<void> {
		await saveCheckpoint(`${this.#folder}/${CHECKPOINT_FILE}`, state, this.#identity, this.#parts);
	}

	/** Keeps the current weights as the best ones. */
	async saveBest(state: TrainingState): Promise<void> {
		if (state.best) await saveBestWeights(this.#folder, this.#parts.weights, state.best);
	}
}
