import type { PickleValue } from '../pickle/pickleValue.ts';
import type { TorchStorage } from './torchTensor.ts';

/** An opened checkpoint: what its pickle holds, and where the storages lie. */
export interface TorchFile {
	readonly root: PickleValue;
	/**
	 * Where a storage lies, in bytes; its true size is known to be the declared one.
	 * @throws CheckpointError if it is not there or of another size.
	 */
	position(storage: TorchStorage): number;
	read(storage: TorchStorage): Promise<ArrayBuffer>;
}
