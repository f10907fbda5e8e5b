import { CheckpointError } from '../checkpointError.ts';
import { MAX_PICKLE_BYTES, unpickle } from '../pickle/unpickle.ts';
import { quote } from '../quote.ts';
import type { ByteSource } from '../source/byteSource.ts';
import { readZipEntry } from './readZipEntry.ts';
import type { TorchFile } from './torchFile.ts';
import { TorchPickle } from './torchPickle.ts';
import type { TorchStorage } from './torchTensor.ts';
import { readZipDirectory, type ZipEntry } from './zipDirectory.ts';

/** PyTorch stores its pickle as it is; one that was packed again is small. */
const MAX_INFLATED_PICKLE_BYTES = 8 << 20;

type Entries = ReadonlyMap<string, ZipEntry>;

/** The one folder that a checkpoint's records lie in. */
function folderOf(entries: Entries): string {
	const pickles = [...entries.keys()].filter((name) => /^[^/]+\/data\.pkl$/.test(name));
	if (pickles.length !== 1) {
		throw new CheckpointError(
			`the zip archive is no PyTorch checkpoint: it holds ${pickles.length} entries named data.pkl`,
		);
	}
	const folder = pickles[0]!.slice(0, -'data.pkl'.length);
	if (entries.has(`${folder}constants.pkl`)) {
		throw new CheckpointError('it is a TorchScript program: save model.state_dict() instead of the model');
	}
	return folder;
}

async function readPickle(file: ByteSource, entry: ZipEntry): Promise<Uint8Array> {
	const limit = entry.method === 0 ? MAX_PICKLE_BYTES : MAX_INFLATED_PICKLE_BYTES;
	if (entry.byteLength > limit) {
		throw new CheckpointError(`its pickle has a size of ${entry.byteLength} bytes; up to ${limit} are read`);
	}
	return new Uint8Array(await readZipEntry(file, entry));
}

async function checkByteOrder(file: ByteSource, entry: ZipEntry | undefined): Promise<void> {
	if (entry === undefined) return;
	const text =
		entry.byteLength <= 16 ? new TextDecoder().decode(await readZipEntry(file, entry)) : 'none known';
	if (text === 'little') return;
	throw new CheckpointError(
		`its byteorder record says ${quote(text)}: only little-endian files are read; save it again on such a machine`,
	);
}

/**
 * Opens a file of PyTorch 1.6 or later: a zip archive of one pickle and a record for each storage.
 * Source: `torch.serialization._save`, `caffe2/serialize/inline_container.cc`.
 */
export async function openZipFile(file: ByteSource): Promise<TorchFile> {
	const entries = await readZipDirectory(file);
	const folder = folderOf(entries);
	await checkByteOrder(file, entries.get(`${folder}byteorder`));
	const rules = new TorchPickle();
	const { value: root } = unpickle(await readPickle(file, entries.get(`${folder}data.pkl`)!), 0, rules);
	const find = ({ key, byteLength }: TorchStorage): ZipEntry => {
		const entry = entries.get(`${folder}data/${key}`);
		if (entry === undefined) throw new CheckpointError(`the storage ${quote(key)} is not in the archive`);
		if (entry.byteLength !== byteLength) {
			throw new CheckpointError(
				`the storage ${quote(key)} declares ${byteLength} bytes, but its record has a size of ${entry.byteLength}`,
			);
		}
		return entry;
	};
	return {
		root,
		position: (storage) => find(storage).headerOffset,
		read: (storage) => readZipEntry(file, find(storage)),
	};
}
