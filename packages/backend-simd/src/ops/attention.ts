import type { Kernel } from '../backend/kernel.ts';

/** Query rows of one block, as in kernels/attention.cpp. */
const queriesPerBlock = 48;

const padded = (extent: number): number => Math.ceil(extent / 4) * 4;

export const attention: Kernel = (backend, { qkv }, attributes) => {
	const { engine } = backend;
	const { numHeads, scale } = attributes as { numHeads: number; scale: number };
	const [batch, tokens, packedChannels] = qkv!.shape as [number, number, number];
	const size = packedChannels / (3 * numHeads);
	const y = backend.output([batch, tokens, numHeads * size]);
	const logSum = backend.output([batch, numHeads, tokens]);
	const [source, out, logSums] = [qkv!, y, logSum].map((tensor) => backend.pointer(tensor)) as [
		number,
		number,
		number,
	];
	const packedFloats = batch * numHeads * (size * padded(tokens) + tokens * padded(size));
	const sizes = [batch, tokens, numHeads, size, engine.widest];
	backend.withScratch(packedFloats + engine.threads * queriesPerBlock * tokens, (packed) => {
		const scores = packed + 4 * packedFloats;
		engine.run('attentionPack', [source, packed, ...sizes]);
		engine.run('attention', [source, packed, out, logSums, scores, ...sizes, scale]);
	});
	return [y, logSum];
};

export const attentionGrad: Kernel = (backend, { dy, qkv, y, logSum }, attributes) => {
	const { engine } = backend;
	const { numHeads, scale } = attributes as { numHeads: number; scale: number };
	const [batch, tokens, packedChannels] = qkv!.shape as [number, number, number];
	const size = packedChannels / (3 * numHeads);
	const dqkv = backend.output(qkv!.shape);
	const pointers = [dy!, qkv!, y!, logSum!, dqkv].map((tensor) => backend.pointer(tensor));
	const packedFloats = 2 * size * padded(tokens) + tokens * padded(size);
	const scratchFloats = packedFloats + queriesPerBlock * (2 * tokens + 2 * engine.lanes);
	backend.withScratch(engine.threads * scratchFloats, (scratch) => {
		const sizes = [batch, tokens, numHeads, size, engine.widest, scale];
		engine.run('attentionGrad', [...pointers, scratch, scratchFloats, ...sizes]);
	});
	return [dqkv];
};
