import type { CheckpointTensor } from '@unetr/checkpoint';
import { ModelError } from '../modelError.ts';
import { sameTensor } from './sameTensor.ts';

/** How the keys of a checkpoint become the model's. */
export interface KeyOptions {
	/**
	 * Text that keys begin with and the model's do not; `false` takes keys as they are. By default one that PyTorch's
	 * wrappers put there is taken off where no key fits with it and some do without.
	 */
	readonly stripPrefix?: string | false;
	/** The model's key of a checkpoint's key (after the prefix); undefined passes a tensor over. */
	readonly rename?: (key: string) => string | undefined;
	/**
	 * Whose keys the checkpoint has, such as `nnunet` for a U-Net of nnU-Net's; by default the one that fits. Not together
	 * with `rename`.
	 */
	readonly naming?: string;
}

/** A checkpoint's tensors under the model's keys. */
export interface FittedKeys {
	readonly tensors: Map<string, CheckpointTensor>;
	/** What was taken off the keys' beginning, empty if nothing was. */
	readonly strippedPrefix: string;
	/** Whose keys the checkpoint has; undefined for the reference's own. */
	readonly naming?: string;
	/** Keys of the checkpoint that `rename` passed over. */
	readonly passedOver: readonly string[];
}

/** What `DataParallel`, training loops and `torch.compile` put before a network's own keys. */
const wrappers = ['module.', 'net.', '_orig_mod.'];
const prefixes = ['', ...wrappers, ...wrappers.flatMap((outer) => wrappers.map((inner) => outer + inner))];

const strip = (key: string, prefix: string): string =>
	key.startsWith(prefix) ? key.slice(prefix.length) : key;

/**
 * Brings a checkpoint's tensors under the model's keys.
 *
 * @param known every key of the model, second ones too.
 * @throws ModelError if two different tensors come under one key.
 */
export function fitKeys(
	checkpoint: ReadonlyMap<string, CheckpointTensor>,
	known: ReadonlySet<string>,
	{ stripPrefix, rename = (key) => key }: KeyOptions,
): FittedKeys {
	const keys = [...checkpoint.keys()];
	const fits = (prefix: string): boolean => keys.some((key) => known.has(rename(strip(key, prefix)) ?? ''));
	const strippedPrefix =
		stripPrefix === undefined ? (prefixes.find(fits) ?? '') : stripPrefix === false ? '' : stripPrefix;
	const tensors = new Map<string, CheckpointTensor>();
	const passedOver: string[] = [];
	for (const [key, tensor] of checkpoint) {
		const name = rename(strip(key, strippedPrefix));
		if (name === undefined) {
			passedOver.push(key);
			continue;
		}
		const other = tensors.get(name);
		if (other && !sameTensor(other, tensor))
			throw new ModelError(
				`two different tensors come under the key ${name}, one of them ${key} in the checkpoint`,
			);
		tensors.set(name, tensor);
	}
	return { tensors, strippedPrefix, passedOver };
}
