import type { CheckpointTensor } from '@unetr/checkpoint';
import { ModelError } from '../modelError.ts';
import type { TorchParameter } from './torchParameters.ts';

/** A tensor whose shape in the checkpoint is not the model's. */
export interface ShapeMismatch {
	readonly key: string;
	readonly expected: readonly number[];
	readonly found: readonly number[];
}

/** What became of each key. */
export interface KeyReport {
	readonly loaded: readonly string[];
	/** In the model, not in the checkpoint. */
	readonly missing: readonly string[];
	/** In the checkpoint, not in the model. */
	readonly unexpected: readonly string[];
	readonly mismatched: readonly ShapeMismatch[];
	/** In the checkpoint, and read by no forward pass, such as the cross-attention in MONAI's UNETR; passed over. */
	readonly unused: readonly string[];
}

/** A parameter's tensor in a checkpoint, under its key or one of its aliases. */
export function findTensor(
	{ key, aliases }: TorchParameter,
	checkpoint: ReadonlyMap<string, CheckpointTensor>,
): CheckpointTensor | undefined {
	const name = [key, ...aliases].find((candidate) => checkpoint.has(candidate));
	return name === undefined ? undefined : checkpoint.get(name);
}

/** @throws ModelError if tensors that the model holds as one differ in the checkpoint. */
function refuseTornTies(
	{ key, aliases }: TorchParameter,
	checkpoint: ReadonlyMap<string, CheckpointTensor>,
): void {
	const names = [key, ...aliases].filter((name) => checkpoint.has(name));
	const first = names[0] === undefined ? undefined : checkpoint.get(names[0])!;
	for (const name of names.slice(1)) {
		const { shape, values } = checkpoint.get(name)!;
		const same =
			`${shape}` === `${first!.shape}` && values.every((value, at) => Object.is(value, first!.values[at]));
		if (same) continue;
		throw new ModelError(`${names[0]} and ${name} are one tensor in the model, but differ in the checkpoint`);
	}
}

/**
 * Compares a model's parameters with a checkpoint's tensors.
 *
 * @param neverRun whether a key that the model does not have is one that no forward pass reads.
 * @throws ModelError if tensors that the model holds as one differ.
 */
export function matchKeys(
	parameters: readonly TorchParameter[],
	checkpoint: ReadonlyMap<string, CheckpointTensor>,
	neverRun: (key: string) => boolean,
): KeyReport {
	const known = new Set(parameters.flatMap(({ key, aliases }) => [key, ...aliases]));
	const surplus = [...checkpoint.keys()].filter((key) => !known.has(key));
	const report = { loaded: [] as string[], missing: [] as string[], mismatched: [] as ShapeMismatch[] };
	for (const parameter of parameters) {
		const { key, torchShape } = parameter;
		refuseTornTies(parameter, checkpoint);
		const found = findTensor(parameter, checkpoint)?.shape;
		if (!found) report.missing.push(key);
		else if (`${found}` === `${torchShape}`) report.loaded.push(key);
		else report.mismatched.push({ key, expected: torchShape, found });
	}
	return {
		...report,
		unexpected: surplus.filter((key) => !neverRun(key)),
		unused: surplus.filter((key) => neverRun(key)),
	};
}

function some(what: string, keys: readonly string[]): string[] {
	if (keys.length === 0) return [];
	const rest = keys.length > 3 ? ` and ${keys.length - 3} more` : '';
	return [`${what} ${keys.slice(0, 3).join(', ')}${rest}`];
}

/** @throws ModelError if a key is missing, unexpected or of another shape. */
export function refuseMisfit({ missing, unexpected, mismatched }: KeyReport): void {
	const shapes = mismatched.map(({ key, expected, found }) => `${key} ([${found}] for [${expected}])`);
	const faults = [
		...some('missing', missing),
		...some('unexpected', unexpected),
		...some('of another shape', shapes),
	];
	if (faults.length > 0) throw new ModelError(`the weights do not fit the model: ${faults.join('; ')}`);
}
