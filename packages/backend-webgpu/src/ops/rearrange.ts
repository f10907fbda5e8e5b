import { type Kernel, sizeOf, type TensorInfo } from '../backend/kernel.ts';
import type { WebGpuBackend } from '../backend/webGpuBackend.ts';
import { spread } from '../backend/workgroups.ts';
import { defineShader } from '../shader/shader.ts';
import source from './blocks.wgsl';
import { groupThreads, laneFor, widthOf } from './lanes.ts';

const shader = defineShader('blocks.wgsl', source);

/** Copies between a volume [B, D·bD, H·bH, W·bW, C] and its blocks [B, D, H, W, bD·bH·bW·C]. */
function moveBlocks(
	backend: WebGpuBackend,
	tensors: { readonly x: TensorInfo; readonly y: TensorInfo },
	blocks: readonly number[],
	block: readonly number[],
	channels: number,
	toSpace: boolean,
): void {
	const run = block[2]! * channels;
	const lane = laneFor(run);
	const lanes = sizeOf(tensors.x.shape) / widthOf(lane);
	backend.run(shader, {
		constants: { Lane: lane, toSpace },
		params: { lanes, run: run / widthOf(lane), blocks, block: block.slice(0, 2) },
		tensors,
		workgroups: spread(lanes, groupThreads),
	});
}

export const depthToSpace3d: Kernel = (backend, { x }, attributes) => {
	const block = attributes.block as readonly number[];
	const blocks = x!.shape.slice(1, 4);
	const channels = x!.shape[4]! / sizeOf(block);
	const space = blocks.map((count, axis) => count * block[axis]!);
	const y = backend.output([x!.shape[0]!, ...space, channels]);
	moveBlocks(backend, { x: x!, y }, blocks, block, channels, true);
	return [y];
};

export const spaceToDepth3d: Kernel = (backend, { x }, attributes) => {
	const block = attributes.block as readonly number[];
	const channels = x!.shape[4]!;
	const blocks = block.map((extent, axis) => x!.shape[axis + 1]! / extent);
	const y = backend.output([x!.shape[0]!, ...blocks, sizeOf(block) * channels]);
	moveBlocks(backend, { x: x!, y }, blocks, block, channels, false);
	return [y];
};
