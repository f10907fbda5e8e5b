import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type BenchCase, forwardGflop } from './cases.ts';
import type { Pass, Result } from './result.ts';

export type PeerName = 'simd' | 'cpu' | 'wasm' | 'torch';

/**
 * Runs one peer in a process of its own, so that no backend, heap or thread pool of another is in its way.
 *
 * @param onResult called for each figure as soon as it is there
 * @returns all figures; a peer that cannot run gives one with an `error` for each case
 */
export async function runPeer(
	peer: PeerName,
	threads: number,
	cases: readonly BenchCase[],
	onResult: (result: Result) => void,
): Promise<Result[]> {
	const expected = cases.map(({ name, kind }) => ({ name, pass: passOf(kind) }));
	return collectResults(peer, startPeer(peer, threads, cases), expected, onResult);
}

function passOf(kind: BenchCase['kind']): Pass {
	return kind === 'step' ? 'step' : 'forward';
}

/**
 * Reads the lines that a peer prints.
 *
 * @param expected what it was asked for; what it did not print becomes a result with the reason
 */
export async function collectResults(
	peer: string,
	child: ChildProcess,
	expected: readonly Pick<Result, 'name' | 'pass'>[],
	onResult: (result: Result) => void,
): Promise<Result[]> {
	const results: Result[] = [];
	const take = (result: Result): void => {
		results.push(result);
		onResult(result);
	};
	let complaint = '';
	child.stderr!.on('data', (chunk: Buffer) => {
		complaint = (complaint + chunk.toString()).slice(-2000);
	});
	const ended = new Promise<number | string | null>((resolve) => {
		child.on('error', (error) => resolve(error.message));
		child.on('close', (code, signal) => resolve(code ?? signal));
	});
	for await (const line of createInterface({ input: child.stdout! })) {
		if (line.startsWith('{')) take(JSON.parse(line) as Result);
	}
	const code = await ended;
	if (code !== 0) {
		const lines = complaint.split('\n').filter((line) => line.trim() !== '' && !isBanner(line));
		const error = (typeof code === 'number' && lines.at(-1)) || `ended with ${code}`;
		for (const one of expected.filter((one) => !results.some((result) => result.name === one.name))) {
			take({ peer, ...one, error });
		}
	}
	return results;
}

/** tfjs greets on stderr in Node. */
function isBanner(line: string): boolean {
	return line.startsWith('====') || line.startsWith('Hi, looks like you are running TensorFlow.js');
}

function startPeer(peer: PeerName, threads: number, cases: readonly BenchCase[]): ChildProcess {
	const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];
	if (peer === 'torch') {
		const counted = cases.filter((one) => one.kind !== 'step');
		const list = JSON.stringify(counted.map((one) => ({ ...one, gflop: forwardGflop(one) })));
		const args = [join(import.meta.dirname, 'torch_peer.py'), String(threads), list];
		return spawn('python3', args, { stdio, env: torchEnvironment(threads) });
	}
	const names = cases.map((one) => one.name);
	const script = join(import.meta.dirname, 'peer.ts');
	return spawn(process.execPath, [script, peer, String(threads), ...names], { stdio });
}

/**
 * PyTorch at its best: all threads, and an allocator that keeps its memory. Otherwise each large result is fresh memory
 * from the system, whose first touch on a virtual machine takes longer than the operation.
 */
function torchEnvironment(threads: number): NodeJS.ProcessEnv {
	const { OPENBLAS_CORETYPE, OPENBLAS_L2_SIZE, ...rest } = process.env;
	return {
		...rest,
		OMP_NUM_THREADS: String(threads),
		OPENBLAS_NUM_THREADS: String(threads),
		MALLOC_TOP_PAD_: '536870912',
		MALLOC_TRIM_THRESHOLD_: '4000000000',
		MALLOC_MMAP_THRESHOLD_: '4000000000',
	};
}
