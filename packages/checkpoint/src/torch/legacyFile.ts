import { CheckpointError } from '../checkpointError.ts';
import type { PickleRules } from '../pickle/pickleMachine.ts';
import { PickleTruncated } from '../pickle/pickleReader.ts';
import { PickleDict, PickleList, type PickleValue } from '../pickle/pickleValue.ts';
import { MAX_PICKLE_BYTES, unpickle } from '../pickle/unpickle.ts';
import { quote } from '../quote.ts';
import type { ByteSource } from '../source/byteSource.ts';
import type { TorchFile } from './torchFile.ts';
import { torchGlobal } from './torchGlobals.ts';
import { TorchPickle } from './torchPickle.ts';
import type { TorchStorage } from './torchTensor.ts';

const MAGIC = 0x1950a86a20f9469cfc6cn;
const PROTOCOL = 1001;
const FIRST_BYTES = 1 << 16;

const plain: PickleRules = {
	global: torchGlobal,
	persistentId() {
		throw new CheckpointError('the pickle has a persistent id before its storages');
	},
};

/** Bytes that {@link isLegacyStart} looks at: the magic number as a pickle of any protocol. */
export const LEGACY_START_BYTES: number = 32;

/** Whether the first bytes of a file are those of the legacy format. */
export function isLegacyStart(bytes: Uint8Array): boolean {
	try {
		return unpickle(bytes, 0, plain).value === MAGIC;
	} catch {
		return false;
	}
}

interface Pickles {
	readonly root: PickleValue;
	readonly keys: PickleValue;
	readonly end: number;
	readonly storages: ReadonlyMap<string, TorchStorage>;
}

/** The five pickles that the file starts with. */
function readPickles(bytes: Uint8Array): Pickles {
	const magic = unpickle(bytes, 0, plain);
	if (magic.value !== MAGIC) throw new CheckpointError('it does not start with the magic number of PyTorch');
	const protocol = unpickle(bytes, magic.end, plain);
	if (protocol.value !== PROTOCOL) throw new CheckpointError('its version of the legacy format is not known');
	const system = unpickle(bytes, protocol.end, plain);
	if (!(system.value instanceof PickleDict))
		throw new CheckpointError('its system information is not a dict');
	if (system.value.texts().get('little_endian') === false) {
		throw new CheckpointError(
			'its byte order is big-endian: load and save it with PyTorch on another machine',
		);
	}
	const rules = new TorchPickle();
	const { value: root, end } = unpickle(bytes, system.end, rules);
	const keys = unpickle(bytes, end, plain);
	return { root, keys: keys.value, end: keys.end, storages: rules.storages };
}

/** Reads as much of the file as the pickles take, which nothing in it says. */
async function readStart(file: ByteSource): Promise<Pickles> {
	for (let size = FIRST_BYTES; ; size *= 8) {
		const end = Math.min(size, file.byteLength, MAX_PICKLE_BYTES);
		try {
			return readPickles(new Uint8Array(await file.read(0, end)));
		} catch (error) {
			if (!(error instanceof PickleTruncated) || end === file.byteLength) throw error;
			if (end === MAX_PICKLE_BYTES) {
				throw new CheckpointError(
					`its pickles take more than ${MAX_PICKLE_BYTES} bytes, which no weights need`,
				);
			}
		}
	}
}

/** Where each storage lies: its number of elements (int64), then its bytes, in the order of the keys. */
async function locate(
	file: ByteSource,
	{ keys, end, storages }: Pickles,
): Promise<ReadonlyMap<string, number>> {
	if (!(keys instanceof PickleList)) throw new CheckpointError('its storage keys are not a list');
	const positions = new Map<string, number>();
	let at = end;
	for (const key of keys.items) {
		const storage = typeof key === 'string' ? storages.get(key) : undefined;
		if (storage === undefined || positions.has(storage.key)) {
			throw new CheckpointError('its storage keys name a storage twice, or one that no tensor has');
		}
		const name = `storage ${quote(storage.key)}`;
		if (at + 8 + storage.byteLength > file.byteLength) {
			throw new CheckpointError(`the file is truncated: ${name} needs ${storage.byteLength} bytes`);
		}
		const numel = new DataView(await file.read(at, at + 8)).getBigInt64(0, true);
		if (numel !== BigInt(storage.numel)) {
			throw new CheckpointError(
				`${name} declares ${storage.numel} elements, but holds ${numel}: sizes mismatch`,
			);
		}
		positions.set(storage.key, at + 8);
		at += 8 + storage.byteLength;
	}
	return positions;
}

/**
 * Opens a file of PyTorch before 1.6: magic number, version, system information, data, storage keys, raw storages.
 * Source: `torch.serialization._legacy_save`.
 */
export async function openLegacyFile(file: ByteSource): Promise<TorchFile> {
	const pickles = await readStart(file);
	const positions = await locate(file, pickles);
	const position = ({ key }: TorchStorage): number => {
		const found = positions.get(key);
		if (found === undefined) throw new CheckpointError(`the storage ${quote(key)} is not in the file`);
		return found;
	};
	return {
		root: pickles.root,
		position,
		read: (storage) => file.read(position(storage), position(storage) + storage.byteLength),
	};
}
