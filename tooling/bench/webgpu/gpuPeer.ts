/** Kernels on a GPU in a process of their own: `node gpuPeer.ts ours|tfjs` prints a JSON line a case. */
import * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { WebGpuBackend } from '@unetr/backend-webgpu';
import { startNodeGpu } from '@unetr/backend-webgpu/node';
import { caseInputs, ops, runOp } from '@unetr/ops';
import { type GpuCase, gpuCases } from './gpuCases.ts';
import type { GpuResult } from './gpuTable.ts';

const [, , peer] = process.argv;
tf.enableProdMode();
await startNodeGpu();
if (peer === 'ours') await import('@unetr/backend-webgpu');
else await import('@tensorflow/tfjs-backend-webgpu');
await tf.setBackend('webgpu');
const backend = tf.backend() as WebGPUBackend;

/** Waits until the GPU has done what was recorded. */
async function finish(): Promise<void> {
	backend.ensureCommandEncoderReady();
	backend.endComputePassEncoder();
	backend.submitQueue();
	await backend.queue.onSubmittedWorkDone();
}

/** The median of three runs, after one that compiles. */
async function millisecondsOf(run: () => void): Promise<number> {
	const times: number[] = [];
	for (let attempt = 0; attempt < 4; attempt++) {
		const start = performance.now();
		run();
		await finish();
		if (attempt > 0) times.push(performance.now() - start);
	}
	return times.toSorted((a, b) => a - b)[1]!;
}

async function measureCase({ op, opCase }: GpuCase): Promise<GpuResult> {
	const inputs = caseInputs(opCase);
	const run = () => void tf.tidy(() => void runOp(ops[op], inputs, opCase.attributes));
	const milliseconds = await millisecondsOf(run);
	const kernels = peer === 'ours' ? await (backend as WebGpuBackend).profile(run) : [];
	tf.dispose(inputs);
	const sum = (of: 'flops' | 'bytes') => kernels.reduce((total, kernel) => total + kernel[of], 0);
	return { peer: peer!, op, name: opCase.name, milliseconds, flops: sum('flops'), bytes: sum('bytes') };
}

for (const one of gpuCases) console.log(JSON.stringify(await measureCase(one)));
process.exit(0);
