import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { BenchCase, NetworkCase } from './cases.ts';
import type { Result } from './result.ts';
import { type PeerName, startPeer } from './startPeer.ts';

/**
 * Runs one peer in processes of its own, so that no backend, heap or thread pool of another is in its way: one for all
 * operations, and one for each network, whose peak of memory is then its own.
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
	const operations = cases.filter((one) => one.kind !== 'network');
	const networks = cases.filter((one) => one.kind === 'network');
	const results: Result[] = [];
	for (const group of [...networks.map((one) => [one]), operations]) {
		if (group.length === 0 || (peer.startsWith('onnx') && !isForward(group[0]!))) continue;
		const expected = group.map((one) => ({
			name: one.name,
			pass: one.kind === 'network' ? one.pass : 'forward',
		}));
		const found = await collectResults(peer, startPeer(peer, threads, group), expected, onResult);
		results.push(...(await Promise.all(found.map((result) => withMemory(result, group[0]!, threads)))));
	}
	return results;
}

/** PyTorch's memory is that of a second run with the allocator as it is found, not of the one that keeps everything. */
async function withMemory(result: Result, one: BenchCase, threads: number): Promise<Result> {
	if (result.layout === undefined) return result;
	const again = [{ ...(one as NetworkCase), layout: result.layout }];
	const child = startPeer('torch', threads, again, { keepMemory: false });
	const [run] = await collectResults('torch', child, [], () => {});
	return { ...result, peakMemoryMb: run?.peakMemoryMb };
}

const isForward = (one: BenchCase): boolean => one.kind === 'network' && one.pass === 'forward';

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
