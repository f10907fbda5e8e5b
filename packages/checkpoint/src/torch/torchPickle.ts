import { CheckpointError } from '../checkpointError.ts';
import type { PickleRules } from '../pickle/pickleMachine.ts';
import { PickleTuple, type PickleValue } from '../pickle/pickleValue.ts';
import { quote } from '../quote.ts';
import { TorchType, torchGlobal } from './torchGlobals.ts';
import { TorchStorage } from './torchTensor.ts';

/** The rules of PyTorch's pickles, and the storages that one names. */
export class TorchPickle implements PickleRules {
	/** By key. */
	readonly storages: Map<string, TorchStorage> = new Map();
	readonly global: PickleRules['global'] = torchGlobal;

	/** `('storage', type, key, location, numel)`, with a view after them in the files before PyTorch 1.6. */
	persistentId(id: PickleValue): TorchStorage {
		const [kind, type, key, , numel, view = null] = id instanceof PickleTuple ? id.items : [];
		if (kind === 'module') {
			throw new CheckpointError('it holds a whole module: save model.state_dict() instead of the model');
		}
		if (kind !== 'storage' || !(type instanceof TorchType) || !type.isStorage || typeof key !== 'string') {
			throw new CheckpointError('the pickle has a persistent id that is not one of a storage');
		}
		if (typeof numel !== 'number' || !Number.isSafeInteger(numel) || numel < 0) {
			throw new CheckpointError(`the storage ${quote(key)} declares a size that is not a count`);
		}
		if (view !== null)
			throw new CheckpointError(`the storage ${quote(key)} is a view: load and save it with PyTorch`);
		const storage = new TorchStorage(key, type.dtype, numel);
		const known = this.storages.get(key);
		if (known === undefined) this.storages.set(key, storage);
		else if (known.dtype !== storage.dtype || known.numel !== numel) {
			throw new CheckpointError(`the storage ${quote(key)} is declared twice with different types or sizes`);
		}
		return known ?? storage;
	}
}
