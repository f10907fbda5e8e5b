/** One JavaScript reader in a process of its own: `node volumePeer.ts <reader> <file>` prints a JSON line. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { measure } from './measure.ts';

const [reader, path] = process.argv.slice(2);

async function chosenReader(): Promise<() => Promise<unknown>> {
	if (reader === '@unetr/volume') {
		const { readVolume } = await import('@unetr/volume');
		return () => readVolume(path);
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
