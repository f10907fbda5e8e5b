import type { WebGpuBackend } from '../backend/webGpuBackend.ts';
import { defineShader } from '../shader/shader.ts';
import copySource from './peakCopy.wgsl';
import fmaSource from './peakFma.wgsl';

const fmaShader = defineShader('peakFma.wgsl', fmaSource);
const copyShader = defineShader('peakCopy.wgsl', copySource);

/** The most that an adapter was seen to do. */
export interface AdapterPeak {
	/** Multiplications and additions of f32 in a second, in units of 1e9. */
	readonly gigaflops: number;
	/** Bytes read and written in a second, in units of 1e9. */
	readonly gigabytesPerSecond: number;
}

/** Work is doubled until it takes as long, so that a timestamp's grain does not show. */
const enoughMilliseconds = 20;
const groupThreads = 256;
const workgroups = 1024;
/** Multiplications and additions of a thread in a round. */
const flopsOfRound = 2 * 8 * 4;
const copiedValues = 2 ** 23;

/**
 * Measures what the adapter does at most: multiply-adds in registers, and copies of 32 MiB.
 *
 * @throws {WebGpuError} ('unavailable') if the adapter has no timestamps
 */
export async function measurePeak(backend: WebGpuBackend): Promise<AdapterPeak> {
	return {
		gigaflops: await bestRate((rounds) => multiplyAdd(backend, rounds)),
		gigabytesPerSecond: await bestRate((times) => copy(backend, times)),
	};
}

/** The best rate, in units of 1e9 a second, of amounts of work that grow until one takes long enough and is no faster. */
async function bestRate(
	run: (amount: number) => Promise<{ done: number; milliseconds: number }>,
): Promise<number> {
	let best = 0;
	for (let amount = 1; amount <= 2 ** 20; amount *= 2) {
		const { done, milliseconds } = await run(amount);
		const rate = milliseconds > 0 ? done / milliseconds / 1e6 : 0;
		if (milliseconds >= enoughMilliseconds && rate < 1.1 * best) break;
		best = Math.max(best, rate);
	}
	return best;
}

async function multiplyAdd(backend: WebGpuBackend, rounds: number) {
	const milliseconds = await timed(backend, () => {
		const y = backend.output([workgroups * groupThreads]);
		backend.run(fmaShader, {
			tensors: { y },
			params: { rounds, factor: 0.5 },
			workgroups: [workgroups, 1, 1],
		});
	});
	return { done: workgroups * groupThreads * rounds * flopsOfRound, milliseconds };
}

async function copy(backend: WebGpuBackend, times: number) {
	const milliseconds = await timed(backend, () => {
		const [x, y] = [backend.output([copiedValues]), backend.output([copiedValues])];
		const lanes = copiedValues / 4;
		for (let time = 0; time < times; time++) {
			backend.run(copyShader, {
				tensors: { x, y },
				params: { lanes },
				workgroups: [lanes / groupThreads, 1, 1],
			});
		}
	});
	return { done: times * 2 * 4 * copiedValues, milliseconds };
}

/** Time on the GPU of some shaders, whose tensors are freed. */
async function timed(backend: WebGpuBackend, run: () => void): Promise<number> {
	const kernels = await backend.profile(() => {
		backend.runKernel('measurePeak', () => {
			run();
			return undefined;
		});
	});
	return kernels.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
}
