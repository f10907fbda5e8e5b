import type { Kernel } from '../backend/kernel.ts';
import type { SimdBackend } from '../backend/simdBackend.ts';
import { pointersOf } from './pointersOf.ts';

/** Query rows of one block, as in kernels/attention.cpp. */
const queriesPerBlock = 48;

type Inputs = Parameters<Kernel>[1];
type Attributes = Parameters<Kernel>[2];

/** Sizes of an attention as the kernels read them, and the addresses of its bias and mask, 0 where there are none. */
function layoutOf(backend: SimdBackend, { qkv, bias, mask }: Inputs, attributes: Attributes) {
	const { numHeads, scale } = attributes as { numHeads: number; scale: number };
	const [batch, tokens, packedChannels] = qkv!.shape as [number, number, number];
	const size = packedChannels / (3 * numHeads);
	const { lanes, widest } = backend.engine;
	const padded = (extent: number) => Math.ceil(extent / lanes) * lanes;
	return {
		...{ batch, tokens, numHeads, size },
		sizes: [batch, tokens, numHeads, size, widest],
		added: [scale, bias ? backend.pointer(bias) : 0, mask ? backend.pointer(mask) : 0, mask?.shape[0] ?? 1],
		/** Floats of kᵀ, or vᵀ, of one head, and of v. */
		transposedFloats: size * padded(tokens),
		plainFloats: tokens * padded(size),
	};
}

export const attention: Kernel = (backend, inputs, attributes) => {
	const { engine } = backend;
	const layout = layoutOf(backend, inputs, attributes);
	const { batch, tokens, numHeads, size, sizes } = layout;
	const y = backend.output([batch, tokens, numHeads * size]);
	const logSum = backend.output([batch, numHeads, tokens]);
	const [source, out, logSums] = pointersOf(backend, [inputs.qkv, y, logSum]) as [number, number, number];
	const packedFloats = batch * numHeads * (layout.transposedFloats + layout.plainFloats);
	backend.withScratch(packedFloats + engine.threads * queriesPerBlock * tokens, (packed) => {
		const scores = packed + 4 * packedFloats;
		engine.run('attentionPack', [source, packed, ...sizes, 0]);
		engine.run('attention', [source, packed, out, logSums, scores, ...sizes, ...layout.added]);
	});
	return [y, logSum];
};

export const attentionGrad: Kernel = (backend, inputs, attributes) => {
	const { engine } = backend;
	const { tokens, sizes, added, transposedFloats, plainFloats } = layoutOf(backend, inputs, attributes);
	const { dy, qkv, y, logSum } = inputs;
	const dqkv = backend.output(qkv!.shape);
	const pointers = pointersOf(backend, [dy, qkv, y, logSum, dqkv]);
	const packedFloats = 2 * transposedFloats + plainFloats;
	const scratchFloats = packedFloats + queriesPerBlock * (2 * tokens + 2 * engine.lanes);
	backend.withScratch(engine.threads * scratchFloats, (scratch) => {
		engine.run('attentionGrad', [...pointers, scratch, scratchFloats, ...sizes, ...added]);
	});
	return [dqkv];
};

export const attentionBiasGrad: Kernel = (backend, inputs, attributes) => {
	const { engine } = backend;
	const layout = layoutOf(backend, inputs, attributes);
	const { batch, numHeads, tokens, sizes } = layout;
	const { dy, qkv, y, logSum, bias } = inputs;
	const dbias = backend.output(bias!.shape);
	const pointers = pointersOf(backend, [dy, qkv, y, logSum]);
	const [source, out] = pointersOf(backend, [qkv, dbias]) as [number, number];
	const packedFloats = batch * numHeads * 2 * layout.transposedFloats;
	backend.withScratch(packedFloats + engine.threads * 3 * queriesPerBlock * tokens, (packed) => {
		const scratch = packed + 4 * packedFloats;
		engine.run('attentionPack', [source, packed, ...sizes, 1]);
		engine.run('attentionBiasGrad', [...pointers, packed, out, scratch, ...sizes, ...layout.added]);
	});
	return [dbias];
};
