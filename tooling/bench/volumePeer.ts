/** One JavaScript reader in a process of its own: `node volumePeer.ts <reader> <file>` prints a JSON line. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { measure } from './measure.ts';

const [reader, path] = process.argv.slice(2);

const VOXEL_BYTES = 2 * 512 * 512 * 300;

/** New memory, every page of it taken from the system. */
function touched(byteCount: number): Uint8Array<ArrayBuffer> {
	const bytes = new Uint8Array(byteCount);
	for (let at = 0; at < byteCount; at += 4096) bytes[at] = 1;
	return bytes;
}

async function chosenReader(): Promise<() => Promise<unknown>> {
	if (reader === 'fresh memory') return async () => touched(VOXEL_BYTES);
	if (reader === '@unetr/volume' || reader.startsWith('ours')) {
		const { readVolume } = await import('@unetr/volume');
		const options = reader.endsWith('into') ? { into: touched(VOXEL_BYTES).buffer } : {};
		return () => readVolume(path, options);
	}
	if (reader === 'bytes alone') {
		return async () => {
			const bytes = await readFile(path);
			return path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
		};
	}
	const nifti = await import('nifti-reader-js');
	return async () => {
		const bytes = await readFile(path);
		const packed = new Uint8Array(bytes).buffer as ArrayBuffer;
		const buffer = (nifti.isCompressed(packed) ? nifti.decompress(packed) : packed) as ArrayBuffer;
		const header = nifti.readHeader(buffer);
		return header && new Int16Array(nifti.readImage(header, buffer));
	};
}

/** `resourceUsage().maxRSS` begins with that of the process that started this one; Linux also keeps our own. */
function peakMbSoFar(): number {
	if (process.platform !== 'linux') return process.resourceUsage().maxRSS / 1000;
	return Number(/VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))![1]) / 1000;
}

const read = await chosenReader();
const beforeMb = peakMbSoFar();
await read();
const peakMb = peakMbSoFar() - beforeMb;
const timing = await measure(async () => void (await read()), { budgetSeconds: 12, maxRuns: 7 });
console.log(JSON.stringify({ timing, peakMb }));
