import type { Kernel, TensorInfo } from '../backend/kernel.ts';
import type { WebGpuBackend } from '../backend/webGpuBackend.ts';
import { spread, type Workgroups } from '../backend/workgroups.ts';
import { defineShader, type Shader } from '../shader/shader.ts';
import forwardSource from './attention.wgsl';
import biasGradSource from './attentionBiasGrad.wgsl';
import deltaSource from './attentionDelta.wgsl';
import gradTilesSource from './attentionGradTiles.wgsl';
import keyGradSource from './attentionKeyGrad.wgsl';
import queryGradSource from './attentionQueryGrad.wgsl';
import { type AttentionMemory, attentionTile, type ChosenTile } from './attentionTile.ts';
import tilesSource from './attentionTiles.wgsl';
import { groupThreads } from './lanes.ts';

type Inputs = Parameters<Kernel>[1];
type Attributes = Parameters<Kernel>[2];

const tiles = { file: 'attentionTiles.wgsl', source: tilesSource };
const gradParts = [tiles, { file: 'attentionGradTiles.wgsl', source: gradTilesSource }];

const forward = defineShader('attention.wgsl', forwardSource, [tiles]);
const delta = defineShader('attentionDelta.wgsl', deltaSource);
const queryGrad = defineShader('attentionQueryGrad.wgsl', queryGradSource, gradParts);
const keyGrad = defineShader('attentionKeyGrad.wgsl', keyGradSource, gradParts);
const biasGrad = defineShader('attentionBiasGrad.wgsl', biasGradSource, gradParts);

const forwardMemory: AttentionMemory = { rowTiles: 1, columnTiles: 2, weightPiles: 1, agreed: 1 };
const queryMemory: AttentionMemory = { rowTiles: 2, columnTiles: 2, weightPiles: 1, agreed: 0 };
const keyMemory: AttentionMemory = { rowTiles: 2, columnTiles: 2, weightPiles: 2, agreed: 0 };
const biasMemory: AttentionMemory = { rowTiles: 2, columnTiles: 2, weightPiles: 0, agreed: 0 };

/** Sizes of an attention as its shaders read them. */
function layoutOf({ qkv, mask }: Inputs, attributes: Attributes) {
	const { numHeads, scale } = attributes as { numHeads: number; scale: number };
	const [batch, tokens, packed] = qkv!.shape as [number, number, number];
	const entries = batch * numHeads;
	return {
		...{ batch, tokens, numHeads, entries },
		size: packed / (3 * numHeads),
		params: { tokens, heads: numHeads, windows: mask?.shape[0] ?? 1, entries, scale },
	};
}

type Layout = ReturnType<typeof layoutOf>;

/** Multiplications and additions of some products of all queries with all keys. */
const flopsOf = ({ entries, tokens, size }: Layout, products: number): number =>
	2 * products * entries * tokens ** 2 * size;

const tileFor = (backend: WebGpuBackend, { size, tokens, entries }: Layout, memory: AttentionMemory) =>
	attentionTile(size, memory, backend.device.limits.maxComputeWorkgroupStorageSize, tokens, entries);

/** Blocks of rows along x, heads of the batch along y and z. */
function workgroupsOf({ tokens, entries }: Layout, { rows }: ChosenTile): Workgroups {
	const [y, z] = spread(entries);
	return [Math.ceil(tokens / rows), y, z];
}

const constantsOf = ({ constants }: ChosenTile, { bias }: Inputs) => ({
	...constants,
	biased: bias !== undefined,
});

/** Also the kernel of `biasedAttention`. */
export const attention: Kernel = (backend, inputs, attributes) => {
	const layout = layoutOf(inputs, attributes);
	const { batch, tokens, numHeads, size, params } = layout;
	const tile = tileFor(backend, layout, forwardMemory);
	if (!tile) return undefined;
	const { qkv, bias, mask } = inputs;
	const y = backend.output([batch, tokens, numHeads * size]);
	const logSum = backend.output([batch, numHeads, tokens]);
	const workgroups = workgroupsOf(layout, tile);
	const constants = constantsOf(tile, inputs);
	const flops = flopsOf(layout, 2);
	backend.run(forward, { constants, params, tensors: { qkv, bias, mask, y, logSum }, workgroups, flops });
	return [y, logSum];
};

/** Σ_d dy · y of every head and token, [B, h, N]. */
function deltaOf(backend: WebGpuBackend, { dy, y }: Inputs, layout: Layout): TensorInfo {
	const { batch, tokens, numHeads, size } = layout;
	const sums = backend.output([batch, numHeads, tokens]);
	const count = batch * tokens * numHeads;
	backend.run(delta, {
		params: { count, tokens, heads: numHeads, size },
		tensors: { dy, y, delta: sums },
		workgroups: spread(count, groupThreads),
	});
	return sums;
}

/** Also the kernel of `biasedAttentionGrad`. */
export const attentionGrad: Kernel = (backend, inputs, attributes) => {
	const layout = layoutOf(inputs, attributes);
	const runs: readonly [Shader, ChosenTile | undefined, number][] = [
		[queryGrad, tileFor(backend, layout, queryMemory), 3],
		[keyGrad, tileFor(backend, layout, keyMemory), 4],
	];
	if (runs.some(([, tile]) => !tile)) return undefined;
	const { dy, qkv, logSum, bias, mask } = inputs;
	const dqkv = backend.output(qkv!.shape);
	const tensors = { dy, qkv, logSum, bias, mask, delta: deltaOf(backend, inputs, layout), dqkv };
	for (const [shader, tile, products] of runs) {
		const constants = constantsOf(tile!, inputs);
		backend.run(shader, {
			constants,
			params: layout.params,
			tensors,
			workgroups: workgroupsOf(layout, tile!),
			flops: flopsOf(layout, products),
		});
	}
	return [dqkv];
};

/** The kernel of `biasedAttentionBiasGrad`. */
export const attentionBiasGrad: Kernel = (backend, inputs, attributes) => {
	const layout = layoutOf(inputs, attributes);
	const { tokens, numHeads, params } = layout;
	const tile = tileFor(backend, layout, biasMemory);
	if (!tile) return undefined;
	const { dy, qkv, logSum, bias, mask } = inputs;
	const dbias = backend.output(bias!.shape);
	backend.run(biasGrad, {
		constants: constantsOf(tile, inputs),
		params,
		tensors: { dy, qkv, logSum, bias, mask, delta: deltaOf(backend, inputs, layout), dbias },
		workgroups: [Math.ceil(tokens / tile.rows), Math.ceil(tokens / tile.columns), numHeads],
		flops: flopsOf(layout, 2),
	});
	return [dbias];
};
