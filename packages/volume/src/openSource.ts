import { FORMAT_NAMES, SNIFF_BYTES, type Sniffed, sniffFormat } from './sniffFormat.ts';
import { type ByteSource, blobSource, bytesSource } from './source/byteSource.ts';
import { ByteStream } from './source/byteStream.ts';
import { listedCompanions, noCompanions, partPath } from './source/companions.ts';
import { isNode, openPath, pathOfUrl } from './source/nodeFiles.ts';
import type { OpenedSource } from './source/pathCompanions.ts';
import { type DownloadOptions, urlCompanions, urlSource } from './source/urlSource.ts';
import { VolumeError } from './volumeError.ts';

/** What a volume can be read from. */
export type VolumeSource = string | URL | Blob | Uint8Array | readonly (Blob | Uint8Array)[];

/** How a source is opened. */
export interface OpenSourceOptions extends DownloadOptions {
	/** How messages name bytes that have no name of their own. */
	readonly name: string | undefined;
}

const FETCHED = /^(https?|blob|data):/i;

/** Opens what a volume is read from: its header, and a way to the files that a header may name. */
export async function openSource(source: VolumeSource, options: OpenSourceOptions): Promise<OpenedSource> {
	if (typeof source === 'string' || source instanceof URL) return openAddress(source, options);
	const parts = (Array.isArray(source) ? source : [source]) as readonly (Blob | Uint8Array)[];
	if (parts.length === 0) throw new VolumeError('the list of files to read a volume from is empty');
	const sniffed: (Sniffed | undefined)[] = [];
	for (const part of parts) sniffed.push(await sniff(partSource(part, options.name), options.signal));
	const certainties: number[] = sniffed.map((one) => one?.certainty ?? 0);
	if (certainties.filter((certainty) => certainty === 2).length > 1) {
		throw new VolumeError(
			`a list holds the files of one volume, but these ${parts.length} files hold more than one header; read them one by one`,
		);
	}
	const at = certainties.indexOf(Math.max(...certainties));
	const name = options.name ?? `${FORMAT_NAMES[sniffed[at]?.format ?? 'nifti']} bytes`;
	const listed = parts.map((part) => ({ path: partPath(part), source: partSource(part, name) }));
	const header = listed[at].source;
	if (listed.length === 1) return { header, companions: noCompanions(header.name) };
	const others = listed.filter((_, n) => n !== at);
	return { header, companions: listedCompanions(header.name, others) };
}

async function openAddress(address: string | URL, options: OpenSourceOptions): Promise<OpenedSource> {
	if (typeof address === 'string' && !FETCHED.test(address)) {
		if (isNode()) return openPath(address, options.outsideFolder);
		if (!URL.canParse(address, globalThis.location?.href)) {
			throw new VolumeError(`${address}: a path can only be read in Node; hand over the File or its bytes`);
		}
		return openAddress(new URL(address, globalThis.location?.href), options);
	}
	const url = new URL(address);
	if (FETCHED.test(url.protocol)) {
		return { header: await urlSource(url, options), companions: urlCompanions(url, options) };
	}
	return openPath(await pathOfUrl(url), options.outsideFolder);
}

function partSource(part: Blob | Uint8Array, name: string | undefined): ByteSource {
	if (part instanceof Uint8Array) return bytesSource(part, name);
	if (part instanceof Blob) return blobSource(part, name);
	throw new VolumeError('a volume is read from a path, a URL, a Blob, a Uint8Array or a list of these');
}

async function sniff(source: ByteSource, signal: AbortSignal | undefined): Promise<Sniffed | undefined> {
	const stream = await ByteStream.open(source, { signal });
	try {
		return sniffFormat(await stream.peek(SNIFF_BYTES));
	} finally {
		await stream.close();
	}
}
