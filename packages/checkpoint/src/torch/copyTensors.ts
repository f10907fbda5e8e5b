import type { CheckpointTensor } from '../checkpoint.ts';
import { CheckpointError } from '../checkpointError.ts';
import { decodeValues } from '../decodeValues.ts';
import { bytesPerElement } from '../dtype.ts';
import { gatherElements } from './gatherElements.ts';
import type { TorchFile } from './torchFile.ts';
import type { TorchStorage, TorchTensor } from './torchTensor.ts';

/** Stride 0, tied weights and deflate can make much of a small file; of real weights they make little. */
const SPARE_BYTES = 16 << 20;
const MAX_EXPANSION = 8;

function checkExpansion(
	tensors: Iterable<TorchTensor>,
	storages: Iterable<TorchStorage>,
	fileBytes: number,
): void {
	let needed = 0;
	let held = 0;
	for (const { numel, dtype } of tensors) needed += numel * Math.max(bytesPerElement.get(dtype)!, 4);
	for (const { byteLength } of storages) held += byteLength;
	if (Math.max(needed, held) > SPARE_BYTES + MAX_EXPANSION * fileBytes) {
		throw new CheckpointError(
			`its tensors would take ${Math.max(needed, held)} bytes, out of all proportion to a file of ${fileBytes} bytes`,
		);
	}
}

function groupByStorage(
	tensors: ReadonlyMap<string, TorchTensor>,
): Map<TorchStorage, [string, TorchTensor][]> {
	const users = new Map<TorchStorage, [string, TorchTensor][]>();
	for (const entry of tensors) {
		const { storage } = entry[1];
		const group = users.get(storage);
		if (group) group.push(entry);
		else users.set(storage, [entry]);
	}
	return users;
}

/**
 * The values of tensors as row-major copies, in the order of their names; each storage is read once, in the order
 * of the file.
 * @param fileBytes size of the file, which bounds what may be allocated.
 */
export async function copyTensors(
	file: TorchFile,
	tensors: ReadonlyMap<string, TorchTensor>,
	fileBytes: number,
): Promise<Map<string, CheckpointTensor>> {
	const users = groupByStorage(tensors);
	const positions = new Map([...users.keys()].map((storage) => [storage, file.position(storage)]));
	checkExpansion(tensors.values(), users.keys(), fileBytes);
	const copies = new Map<string, CheckpointTensor>();
	for (const storage of [...users.keys()].toSorted((a, b) => positions.get(a)! - positions.get(b)!)) {
		const bytes = await file.read(storage);
		for (const [name, tensor] of users.get(storage)!) {
			const { dtype, shape } = tensor;
			const elements = gatherElements(bytes, bytesPerElement.get(dtype)!, tensor);
			copies.set(name, { dtype, shape, values: decodeValues(elements, dtype) });
		}
	}
	return new Map(Array.from(tensors.keys(), (name) => [name, copies.get(name)!]));
}
