import type { CheckpointTensor } from '@unetr/checkpoint';
import type { AdaptedHow } from './adaptTensor.ts';
import { type Adaptation, type AdaptContext, adaptTensor } from './adaptTensor.ts';
import type { FittedKeys } from './fitKeys.ts';
import { sameTensor } from './sameTensor.ts';
import type { TorchParameter } from './torchParameters.ts';

/** A tensor whose shape in the checkpoint is not the model's. */
export interface ShapeMismatch {
	readonly key: string;
	readonly expected: readonly number[];
	readonly found: readonly number[];
}

/** A tensor of another size that was fitted to the model. */
export interface AdaptedKey extends ShapeMismatch {
	/** `positions`: interpolated; `stem`: for another number of channels; `constant`: the model's own, always right. */
	readonly how: AdaptedHow;
}

/** Two keys that are one tensor in the model and two in the checkpoint; the first was loaded. */
export interface TornTie {
	readonly key: string;
	readonly alias: string;
}

/** What became of each key. */
export interface KeyReport {
	readonly loaded: readonly string[];
	/** Of these, the ones that had to be fitted first, and constants that the checkpoint has for another size. */
	readonly adapted: readonly AdaptedKey[];
	/** In the model, not in the checkpoint. */
	readonly missing: readonly string[];
	/** In the checkpoint, not in the model. */
	readonly unexpected: readonly string[];
	readonly mismatched: readonly ShapeMismatch[];
	/** Copies of a tied tensor that differ. */
	readonly torn: readonly TornTie[];
	/**
	 * In the checkpoint and passed over: what no forward pass reads, such as the cross-attention in MONAI's UNETR, and
	 * what `rename` gave no key.
	 */
	readonly unused: readonly string[];
	/** What was taken off the beginning of the checkpoint's keys, empty if nothing was. */
	readonly strippedPrefix: string;
	/** Whose keys the checkpoint has, such as `nnunet`; undefined for the reference's own. */
	readonly naming: string | undefined;
}

/** A parameter, what it takes from the checkpoint, and how. */
export interface Assignment {
	readonly parameter: TorchParameter;
	/** Where the tensor stands in the checkpoint. */
	readonly source: string;
	readonly adaptation?: Adaptation;
}

/** What each parameter takes, and what became of each key. */
export interface KeyMatch {
	readonly report: KeyReport;
	readonly assignments: readonly Assignment[];
}

/** The keys of a parameter that the checkpoint has, its own first. */
const namesIn = (
	{ key, aliases }: TorchParameter,
	tensors: ReadonlyMap<string, CheckpointTensor>,
): string[] => [key, ...aliases].filter((name) => tensors.has(name));

/**
 * Compares a model's parameters with a checkpoint's tensors.
 *
 * @param neverRun whether a key that the model does not have is one that no forward pass reads.
 * @param context what may be fitted, and to what.
 */
export function matchKeys(
	parameters: readonly TorchParameter[],
	{ tensors, strippedPrefix, naming, passedOver }: FittedKeys,
	neverRun: (key: string) => boolean,
	context: AdaptContext,
): KeyMatch {
	const [missing, mismatched, torn] = [[] as string[], [] as ShapeMismatch[], [] as TornTie[]];
	const [adapted, assignments] = [[] as AdaptedKey[], [] as Assignment[]];
	const known = new Set(parameters.flatMap(({ key, aliases }) => [key, ...aliases]));
	const surplus = [...tensors.keys()].filter((key) => !known.has(key));
	for (const parameter of parameters) {
		const { key, torchShape: expected } = parameter;
		const [source, ...copies] = namesIn(parameter, tensors);
		if (source === undefined) {
			missing.push(key);
			continue;
		}
		const tensor = tensors.get(source)!;
		const differing = copies.filter((copy) => !sameTensor(tensor, tensors.get(copy)!));
		torn.push(...differing.map((alias) => ({ key: source, alias })));
		const { shape: found } = tensor;
		const adaptation = adaptTensor(parameter, found, context);
		if (adaptation) adapted.push({ key, expected, found, how: adaptation.how });
		else if (`${found}` !== `${expected}`) mismatched.push({ key, expected, found });
		if (!adaptation && `${found}` !== `${expected}`) continue;
		assignments.push({ parameter, source, adaptation });
	}
	const report = {
		loaded: assignments.map(({ parameter }) => parameter.key),
		adapted,
		missing,
		unexpected: surplus.filter((key) => !neverRun(key)),
		mismatched,
		torn,
		unused: [...surplus.filter((key) => neverRun(key)), ...passedOver],
		strippedPrefix,
		naming,
	};
	return { report, assignments };
}
