/** Where the choices for each adapter are kept. */
export interface TuningStore {
	/** What was written for an adapter, if anything. */
	read(adapter: string): Promise<string | undefined>;
	/** Replaces what was written for an adapter, as a whole or not at all. */
	write(adapter: string, text: string): Promise<void>;
}

let chosen: TuningStore | undefined;

/** Keeps choices in a place of the platform's, such as a folder. */
export function keepTuningIn(store: TuningStore): void {
	chosen = store;
}

/** The place that was set; in a browser, the page's own file system; none elsewhere. */
export function tuningStore(): TuningStore | undefined {
	return chosen ?? (canKeepFiles() ? pageFiles : undefined);
}

/** A file's name for an adapter. */
export const fileNameOf = (adapter: string): string =>
	`${adapter.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.json`;

const storageOf = (): Partial<StorageManager> | undefined =>
	(globalThis.navigator as Partial<Navigator> | undefined)?.storage;

const canKeepFiles = (): boolean => typeof storageOf()?.getDirectory === 'function';

const folder = async (): Promise<FileSystemDirectoryHandle> => {
	const root = await navigator.storage.getDirectory();
	return root.getDirectoryHandle('unetr-webgpu-tiles', { create: true });
};

const isMissing = (cause: unknown): boolean =>
	cause instanceof DOMException && cause.name === 'NotFoundError';

/** Files of the origin (OPFS), which are replaced when their stream closes. */
const pageFiles: TuningStore = {
	async read(adapter) {
		try {
			const file = await (await folder()).getFileHandle(fileNameOf(adapter));
			return await (await file.getFile()).text();
		} catch (cause) {
			if (isMissing(cause)) return undefined;
			throw cause;
		}
	},
	async write(adapter, text) {
		const file = await (await folder()).getFileHandle(fileNameOf(adapter), { create: true });
		const stream = await file.createWritable();
		await stream.write(text);
		await stream.close();
	},
};
