import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { type BenchCase, forwardGflop, type NetworkCase } from './cases.ts';
import { exportOnnx } from './exportOnnx.ts';

export type PeerName =
	| 'simd'
	| 'simd-wasm'
	| 'cpu'
	| 'wasm'
	| 'torch'
	| 'onnxruntime-node'
	| 'onnxruntime-web';

/**
 * Starts the process that times a peer and prints a JSON line a figure.
 *
 * @param keepMemory whether PyTorch's allocator keeps what it once had; true by default
 */
export function startPeer(
	peer: PeerName,
	threads: number,
	cases: readonly BenchCase[],
	{ keepMemory = true }: { readonly keepMemory?: boolean } = {},
): ChildProcess {
	const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];
	if (peer === 'torch') {
		const list = JSON.stringify(
			cases.map((one) => (one.kind === 'network' ? one : { ...one, gflop: forwardGflop(one) })),
		);
		const args = [join(import.meta.dirname, 'torch_peer.py'), String(threads), list];
		return spawn('/usr/bin/python3', args, { stdio, env: torchEnvironment(threads, keepMemory) });
	}
	if (peer === 'onnxruntime-node' || peer === 'onnxruntime-web') {
		const one = cases[0] as NetworkCase;
		const script = join(import.meta.dirname, 'onnxPeer.ts');
		const kind = peer.slice('onnxruntime-'.length);
		const args = [script, kind, String(threads), JSON.stringify(one), exportOnnx(one)];
		return spawn(process.execPath, args, { stdio });
	}
	const names = cases.map((one) => one.name);
	const script = join(import.meta.dirname, 'peer.ts');
	return spawn(process.execPath, [script, peer, String(threads), ...names], { stdio });
}

/**
 * PyTorch at its best: all threads, and an allocator that keeps its memory. Otherwise each large result is fresh memory
 * from the system, whose first touch on a virtual machine takes longer than the operation.
 */
function torchEnvironment(threads: number, keepMemory: boolean): NodeJS.ProcessEnv {
	const { OPENBLAS_CORETYPE, OPENBLAS_L2_SIZE, ...rest } = process.env;
	const bounded = { ...rest, OMP_NUM_THREADS: String(threads), OPENBLAS_NUM_THREADS: String(threads) };
	if (!keepMemory) return bounded;
	return {
		...bounded,
		MALLOC_TOP_PAD_: '536870912',
		MALLOC_TRIM_THRESHOLD_: '4000000000',
		MALLOC_MMAP_THRESHOLD_: '4000000000',
	};
}
