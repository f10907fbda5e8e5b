import type * as tf from '@tensorflow/tfjs';
import { readSafetensors, writeSafetensors } from '@unetr/checkpoint';
import type { LossSpec } from '@unetr/losses';
import { assignWeights, readWeights } from './namedWeights.ts';
import type { Optimizer, OptimizerState } from './optimizer.ts';
import { TrainingError } from './trainingError.ts';

const METADATA_KEY = 'unetr.training';
const FORMAT_VERSION = 1;

/** The validation with the highest score so far. */
export interface BestScore {
	readonly step: number;
	/** Mean foreground Dice. */
	readonly score: number;
}

/** Everything of a run that is not a tensor; every random number follows from the seed and the step. */
export interface TrainingState {
	readonly seed: number;
	/** Steps done. */
	step: number;
	/** null while a run given in minutes is being timed. */
	totalSteps: number | null;
	/** The last step whose validation is done; 0 before the first. */
	validatedStep: number;
	/** Wall time so far, over all sittings. */
	elapsedSeconds: number;
	/** Of each step of the probe of a run given in minutes. */
	readonly probeSeconds: number[];
	best: BestScore | null;
	/** Loss of the last step. */
	lastLoss: number | null;
}

/** What has to be the same for a resumed run to be the same run. */
export interface RunIdentity {
	readonly seed: number;
	readonly stepsPerEpoch: number;
	readonly optimizer: Optimizer['settings'];
	readonly clipNorm: number | null;
	/** null where the loss is a function, which cannot be compared. */
	readonly loss: LossSpec | null;
	/** The caller's own facts: data set, fold, model configuration, augmentation … */
	readonly config: unknown;
}

/** The moving parts of a run that a checkpoint holds. */
export interface TrainedParts {
	readonly weights: ReadonlyMap<string, tf.Variable>;
	readonly optimizer: Optimizer;
}

/**
 * Writes a checkpoint as one file beside its place and renames it; the one before stays until the new one is whole.
 *
 * @throws CheckpointError where the file cannot be written
 */
export async function saveCheckpoint(
	path: string,
	state: TrainingState,
	identity: RunIdentity,
	parts: TrainedParts,
): Promise<void> {
	const tensors: [string, { shape: readonly number[]; values: Float32Array | Int32Array }][] = [];
	for (const [name, tensor] of await readWeights(parts.weights)) tensors.push([`weights/${name}`, tensor]);
	for (const [name, tensor] of await parts.optimizer.saveState()) {
		tensors.push([`optimizer/${name}`, tensor as { shape: readonly number[]; values: Float32Array }]);
	}
	const record = JSON.stringify({ formatVersion: FORMAT_VERSION, identity, state });
	await writeSafetensors(path, tensors, { metadata: { [METADATA_KEY]: record } });
}

/**
 * Reads a checkpoint into the weights and the optimizer.
 *
 * @returns the state to go on from
 * @throws CheckpointError where the file is damaged
 * @throws TrainingError where it is no training checkpoint, of a newer version, or of another run
 */
export async function loadCheckpoint(
	path: string,
	identity: RunIdentity,
	parts: TrainedParts,
): Promise<TrainingState> {
	const checkpoint = await readSafetensors(path);
	const record = parseRecord(checkpoint.metadata.get(METADATA_KEY), path);
	assertSameRun(record.identity, identity, path);
	const weights = new Map<string, { shape: readonly number[]; values: ArrayLike<number> }>();
	const moments = new Map<string, { shape: readonly number[]; values: Float32Array }>();
	for (const [name, tensor] of checkpoint) {
		const values = tensor.values as Float32Array;
		if (name.startsWith('weights/')) weights.set(name.slice(8), { shape: tensor.shape, values });
		else if (name.startsWith('optimizer/')) moments.set(name.slice(10), { shape: tensor.shape, values });
	}
	assignWeights(parts.weights, weights, path);
	parts.optimizer.loadState(moments as OptimizerState);
	return record.state;
}

interface CheckpointRecord {
	readonly formatVersion: number;
	readonly identity: RunIdentity;
	readonly state: TrainingState;
}

function parseRecord(text: string | undefined, path: string): CheckpointRecord {
	let record: CheckpointRecord | undefined;
	try {
		record = text === undefined ? undefined : (JSON.parse(text) as CheckpointRecord);
	} catch {
		record = undefined;
	}
	if (!record?.state || !record.identity) {
		throw new TrainingError(
			`${path} is not a training checkpoint; choose another folder or start without it.`,
		);
	}
	if (record.formatVersion > FORMAT_VERSION) {
		throw new TrainingError(`${path} was written by a newer version of this package; update it to resume.`);
	}
	return record;
}

function assertSameRun(stored: RunIdentity, now: RunIdentity, path: string): void {
	for (const key of ['seed', 'stepsPerEpoch', 'optimizer', 'clipNorm', 'loss', 'config'] as const) {
		const [before, after] = [stored, now].map((identity) => JSON.stringify(identity[key] ?? null));
		if (before !== after) {
			throw new TrainingError(
				`${path} belongs to a run with ${key} ${before}, not ${after}; resume with the same settings or start anew.`,
			);
		}
	}
}

/**
 * The state before the first step.
 *
 * @param seed of the run
 */
export function freshState(seed: number): TrainingState {
	return {
		seed,
		step: 0,
		totalSteps: null,
		validatedStep: 0,
		elapsedSeconds: 0,
		probeSeconds: [],
		best: null,
		lastLoss: null,
	};
}
