/** Kernels on a GPU in a process of their own: `node gpuPeer.ts ours|tfjs` prints a JSON line a case. */
import * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { WebGpuBackend } from '@unetr/backend-webgpu';
import { startNodeGpu } from '@unetr/backend-webgpu/node';
import { createModel } from '@unetr/models';
import { caseInputs, ops, runOp } from '@unetr/ops';
import type { NetworkCase, UnetrShape } from '../cases.ts';
import { ourFormulation } from '../ourFormulation.ts';
import { stockFormulation } from '../stock/formulation.ts';
import { stockUnetr } from '../stock/unetr.ts';
import { type GpuCase, type GpuWork, gpuCases } from './gpuCases.ts';
import type { GpuResult } from './gpuTable.ts';
import { medianMilliseconds } from './medianMilliseconds.ts';

const [, , peer] = process.argv;
const ours = peer === 'ours';
tf.enableProdMode();
await startNodeGpu();
if (ours) await import('@unetr/backend-webgpu');
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

/** A network's forward pass on one volume. */
function networkPass(one: NetworkCase<UnetrShape>): () => tf.TensorContainer {
	const images = tf.randomNormal([one.batch, ...one.imgSize, 1], 0, 1, 'float32', 3);
	if (!ours) {
		const { forward } = stockUnetr(one);
		return () => forward(images);
	}
	const { preset, family: _, ...shape } = one.network;
	const model = createModel(preset, { ...shape, imgSize: one.imgSize, outChannels: one.outChannels });
	return () => model.predict(images) as tf.Tensor;
}

/** The work of a case, which leaves its result on the GPU. */
function runnerOf(work: GpuWork): () => tf.TensorContainer {
	if (work.kind === 'network') return networkPass(work.one);
	if (work.kind === 'op') {
		const inputs = caseInputs(work.opCase);
		return () => runOp(ops[work.op], inputs, work.opCase.attributes);
	}
	const { one, pass } = work;
	const formulation = ours ? ourFormulation : stockFormulation;
	const passes = one.kind === 'conv' ? formulation.conv(one) : formulation.block(one);
	return passes[pass];
}

async function measureCase({ op, name, work }: GpuCase): Promise<GpuResult> {
	const compute = runnerOf(work);
	const run = () => void tf.tidy(() => void compute());
	const milliseconds = await medianMilliseconds(() => {
		run();
		return finish();
	});
	const kernels = ours ? await (backend as WebGpuBackend).profile(run) : [];
	const sum = (of: 'flops' | 'bytes') => kernels.reduce((total, kernel) => total + kernel[of], 0);
	return { peer: peer!, op, name, milliseconds, flops: sum('flops'), bytes: sum('bytes') };
}

for (const one of gpuCases) {
	tf.engine().startScope();
	console.log(JSON.stringify(await measureCase(one)));
	tf.engine().endScope();
}
process.exit(0);
