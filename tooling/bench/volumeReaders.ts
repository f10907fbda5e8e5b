import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVolume, scalingAffine, writeVolume } from '@unetr/volume';
import type { Timing } from './measure.ts';

/** How fast one program reads one file, and how far its memory grew beyond what it had before. */
export interface ReaderResult {
	readonly file: string;
	readonly reader: string;
	readonly timing?: Timing;
	readonly peakMb?: number;
	readonly error?: string;
}

const SHAPE = [512, 512, 300] as const;
const VOXEL_BYTES = 2 * SHAPE[0] * SHAPE[1] * SHAPE[2];
const FILES = ['ct.nii.gz', 'ct.nii'] as const;

/** What no reader can be faster than, ours in three ways, the JavaScript reader alone, nibabel in two. */
const READERS = [
	'fresh memory',
	'bytes alone',
	'@unetr/volume',
	'ours, into',
	'ours, 2M pages',
	'nifti-reader-js',
	'nibabel, 4K pages',
	'nibabel',
] as const;

/** What a process is told about its memory: numpy asks the system for large pages, Node where the C library is told to. */
const MEMORY: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	'ours, 2M pages': { GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1' },
	'nibabel, 4K pages': { NUMPY_MADVISE_HUGEPAGE: '0' },
};

/** Times every reader on a CT-like volume of 512×512×300 int16, packed and not, each in a process of its own. */
export async function benchVolumeReaders(onResult: (result: ReaderResult) => void): Promise<ReaderResult[]> {
	const folder = mkdtempSync(join(tmpdir(), 'unetr-bench-'));
	try {
		const volume = syntheticCt();
		for (const file of FILES) await writeVolume(join(folder, file), volume);
		const results: ReaderResult[] = [];
		for (const file of FILES) {
			for (const reader of READERS) {
				results.push(runReader(reader, file, folder));
				onResult(results[results.length - 1]);
			}
		}
		return results;
	} finally {
		rmSync(folder, { recursive: true });
	}
}

function runReader(reader: string, file: string, folder: string): ReaderResult {
	const path = join(folder, file);
	const [program, args] = reader.startsWith('nibabel')
		? ['/usr/bin/python3', [join(import.meta.dirname, 'nibabel_peer.py'), path]]
		: [process.execPath, [join(import.meta.dirname, 'volumePeer.ts'), reader, path]];
	try {
		const printed = execFileSync(program, args, {
			encoding: 'utf8',
			env: { ...process.env, ...MEMORY[reader] },
			stdio: ['ignore', 'pipe', 'ignore'],
		});
		return { file, reader, ...JSON.parse(printed) };
	} catch {
		return { file, reader, error: 'cannot run here' };
	}
}

/** A body of tissue with noise in a round field of view, air around it. */
function syntheticCt(): ReturnType<typeof createVolume> {
	const [ni, nj, nk] = SHAPE;
	const voxels = new Int16Array(ni * nj * nk);
	let noise = 1;
	for (let n = 0; n < voxels.length; n++) {
		noise = (Math.imul(noise, 1103515245) + 12345) >>> 0;
		const [x, y, z] = [(n % ni) - ni / 2, (Math.floor(n / ni) % nj) - nj / 2, Math.floor(n / (ni * nj))];
		const tissue = 200 * Math.sin(x / 60) * Math.cos(y / 45 + z / 12);
		voxels[n] = x * x + y * y > 240 * 240 ? -1024 : 40 + ((noise >>> 16) % 25) + tissue;
	}
	return createVolume({ voxels, shape: SHAPE, affine: scalingAffine([0.8, 0.8, 2.5]) });
}

/** A line a reader: seconds, speed, how many times as long as its bytes alone take, memory in units of the voxels. */
export function readerTable(results: readonly ReaderResult[]): string[] {
	return FILES.flatMap((file) => {
		const some = results.filter((result) => result.file === file);
		const alone = some.find((result) => result.reader === 'bytes alone')?.timing;
		const what = file.endsWith('.gz') ? 'inflating it (zlib)' : 'reading it (fs)';
		return [
			`${file}, ${SHAPE.join('×')} int16, ${Math.round(VOXEL_BYTES / 1e6)} MB; bytes alone: ${what}; fresh memory: a new typed array, touched; into: the same memory again; nibabel has large pages of itself; median of n`,
			...some.map(({ reader, timing, peakMb, error }) => {
				if (timing === undefined) return `  ${reader.padEnd(18)}${error}`;
				const speed = (VOXEL_BYTES / 1e9 / timing.median).toFixed(2);
				const ratio = alone === undefined ? '' : `${(timing.median / alone.median).toFixed(2)} ×`;
				const memory = `${((peakMb! * 1e6) / VOXEL_BYTES).toFixed(1)} × the voxels`;
				return `  ${reader.padEnd(18)}${timing.median.toFixed(3).padStart(8)} s  best ${timing.best.toFixed(3)}  n ${timing.n}  ${speed} GB/s  ${ratio.padStart(7)}  ${memory}`;
			}),
		];
	});
}
