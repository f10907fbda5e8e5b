/** One peer in a process of its own: `node peer.ts <peer> <threads> <case name>…` prints a JSON line a figure. */
import * as tf from '@tensorflow/tfjs';
import { type BenchCase, benchCases, forwardGflop, type NetworkCase } from './cases.ts';
import type { Formulation, Passes } from './formulation.ts';
import { measure } from './measure.ts';
import type { Pass, Result } from './result.ts';
import { startStockBackend } from './stockBackend.ts';

interface Peer {
	readonly formulation: Formulation;
	/** What a reader must know about its gradients. */
	readonly gradientNote?: string | undefined;
}

async function startPeer(name: string, threads: number): Promise<Peer> {
	tf.env().set('IS_TEST', false);
	if (name === 'simd' || name === 'simd-wasm') {
		await import('@unetr/backend-simd');
		const { useBackend } = await import('@unetr/ops');
		await useBackend('simd', { threads, engine: name === 'simd' ? undefined : 'wasm' });
		return { formulation: (await import('./ourFormulation.ts')).ourFormulation };
	}
	const gradientNote = await startStockBackend(name as 'cpu' | 'wasm');
	return { formulation: (await import('./stock/formulation.ts')).stockFormulation, gradientNote };
}

function print(result: Omit<Result, 'peer'>): void {
	console.log(JSON.stringify({ peer: process.argv[2], ...result }));
}

async function timePass(
	one: BenchCase,
	pass: Pass,
	work: () => Promise<void>,
	rest: Partial<Result>,
): Promise<void> {
	try {
		print({
			name: one.name,
			pass,
			timing: await measure(work, { acceptFirst: !name!.startsWith('simd') }),
			...rest,
		});
	} catch (error) {
		print({ name: one.name, pass, error: reasonOf(error) });
	}
}

async function timePasses(
	one: Exclude<BenchCase, NetworkCase>,
	{ formulation, gradientNote }: Peer,
): Promise<void> {
	const passes: Passes = one.kind === 'conv' ? formulation.conv(one) : formulation.block(one);
	const gflop = forwardGflop(one);
	const inTidy = (f: () => tf.TensorContainer) => async () => void tf.tidy(() => void f());
	const note = one.kind === 'conv' ? gradientNote : undefined;
	// A transposed convolution is the input gradient of a convolution, and one kernel does both.
	const transposed = one.kind === 'conv' && one.transpose;
	await timePass(one, 'forward', inTidy(passes.forward), { gflop, note: transposed ? note : undefined });
	await timePass(one, 'forward+backward', inTidy(passes.forwardBackward), { gflop: 3 * gflop, note });
}

async function timeNetwork(one: NetworkCase, { formulation, gradientNote }: Peer): Promise<void> {
	try {
		const { run, batch, parameters } = formulation.network(one);
		const work = async (): Promise<void> => {
			const figure = await run();
			if (!Number.isFinite(figure)) throw new Error(`the result became ${figure}`);
		};
		const timing = await measure(work, { acceptFirst: !name!.startsWith('simd') });
		const peakMemoryMb = process.resourceUsage().maxRSS / 1024;
		print({ name: one.name, pass: one.pass, timing, batch, parameters, peakMemoryMb, note: gradientNote });
	} catch (error) {
		print({ name: one.name, pass: one.pass, error: reasonOf(error) });
	}
}

const reasonOf = (error: unknown): string => (error as Error).message.split('\n')[0]!.slice(0, 120);

const [, , name, threads, ...names] = process.argv;
const peer = await startPeer(name!, Number(threads));
for (const one of benchCases.filter((one) => names.includes(one.name))) {
	tf.engine().startScope();
	if (one.kind === 'network') await timeNetwork(one, peer);
	else await timePasses(one, peer);
	tf.engine().endScope();
}
process.exit(0);
