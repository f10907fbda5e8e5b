import { type Kernel, parallelFrom, sizeOf } from '../backend/kernel.ts';
import type { TensorInfo } from '../backend/simdBackend.ts';

/** Voxels of one chunk, as in kernels/softmaxRegionSums.cpp. */
const voxelsPerChunk = 1024;

function regionsOf(logits: TensorInfo): {
	batch: number;
	voxels: number;
	classes: number;
	parallel: boolean;
} {
	const [batch, classes] = [logits.shape[0]!, logits.shape[logits.shape.length - 1]!];
	const size = sizeOf(logits.shape);
	return { batch, voxels: size / (batch * classes), classes, parallel: size > parallelFrom };
}

export const softmaxRegionSums: Kernel = (backend, { logits, labels }, { ignoreLabel }) => {
	const { engine } = backend;
	const { batch, voxels, classes, parallel } = regionsOf(logits!);
	const sums = backend.output([batch, classes, 5]);
	const chunks = Math.ceil(voxels / voxelsPerChunk);
	const partialFloats = batch * chunks * classes * 5;
	const [source, truth, out] = [logits!, labels!, sums].map((tensor) => backend.pointer(tensor)) as [
		number,
		number,
		number,
	];
	backend.withScratch(partialFloats + engine.threads * classes * engine.lanes, (partials) => {
		const scratch = partials + 4 * partialFloats;
		const args = [source, truth, partials, scratch, batch, voxels, classes, ignoreLabel as number];
		engine.run('softmaxRegionSumsChunks', args, parallel);
		engine.run('softmaxRegionSumsAdd', [partials, batch, chunks, classes * 5, out], false);
	});
	return [sums];
};

export const softmaxRegionSumsGrad: Kernel = (backend, { dy, logits, labels }, { ignoreLabel }) => {
	const { engine } = backend;
	const { batch, voxels, classes, parallel } = regionsOf(logits!);
	const dlogits = backend.output(logits!.shape);
	const pointers = [dy!, logits!, labels!, dlogits].map((tensor) => backend.pointer(tensor));
	backend.withScratch(engine.threads * classes * engine.lanes, (scratch) => {
		const args = [...pointers, scratch, batch, voxels, classes, ignoreLabel as number];
		engine.run('softmaxRegionSumsGrad', args, parallel);
	});
	return [dlogits];
};
