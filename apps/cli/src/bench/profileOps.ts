import * as tf from '@tensorflow/tfjs';
import type { SimdBackend } from '@unetr/backend-simd';
import { flopsOfOp } from './flopsOfOp.ts';
import type { KernelShare, NetworkProfile } from './profileNetwork.ts';

const edge = 512;

/** Profiles a forward pass on the processor, each op by the clock. */
export async function profileOps(predict: () => tf.Tensor): Promise<NetworkProfile> {
	const gigaflops = await peakOfProduct();
	const { kernels } = await tf.profile(() => {
		predict().dispose();
	});
	const shares = new Map<string, KernelShare>();
	for (const { name, inputShapes, outputShapes, kernelTimeMs } of kernels) {
		const shapes = [...inputShapes, ...outputShapes].filter((shape) => shape !== undefined);
		const before = shares.get(name) ?? { kernel: name, calls: 0, milliseconds: 0, flops: 0, bytes: 0 };
		shares.set(name, {
			kernel: name,
			calls: before.calls + 1,
			milliseconds: before.milliseconds + Number(await kernelTimeMs),
			flops: before.flops + flopsOfOp(name, inputShapes, outputShapes),
			bytes: before.bytes + 4 * shapes.reduce((sum, shape) => sum + tf.util.sizeFromShape(shape), 0),
		});
	}
	const sorted = [...shares.values()].sort((a, b) => b.milliseconds - a.milliseconds);
	const engine = (tf.backend() as Partial<SimdBackend>).engine;
	return { device: engine?.description ?? tf.getBackend(), kernels: sorted, peak: { gigaflops } };
}

/** The rate of a product of two square matrices, in units of 1e9 operations a second: the best of some. */
async function peakOfProduct(): Promise<number> {
	const { linear } = await import('@unetr/ops');
	const [a, b] = [tf.randomNormal([edge, edge]), tf.randomNormal([edge, edge])];
	let best = Infinity;
	for (let run = 0; run < 4; run++) {
		const start = performance.now();
		linear(a, b).dispose();
		best = Math.min(best, performance.now() - start);
	}
	tf.dispose([a, b]);
	return (2 * edge ** 3) / best / 1e6;
}
