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
	const isHalf = backend.isHalf(tensors.y);
	backend.run(shader, {
		constants: { Lane: isHalf ? 'vec2u' : lane, toSpace },
		params: { lanes, run: run / widthOf(lane), blocks, block: block.slice(0, 2) },
		tensors,
		halves: isHalf ? ['x', 'y'] : [],
		workgroups: spread(lanes, groupThreads),
	});
}

/** A volume or its blocks, halves where x is, and fours of them are not torn apart. */
const outputLike = (
	backend: WebGpuBackend,
	x: TensorInfo,
	shape: readonly number[],
	run: number,
): TensorInfo => (backend.isHalf(x) && run % 4 === 0 ? backend.outputHalves(shape) : backend.output(shape));

export const depthToSpace3d: Kernel = (backend, { x }, attributes) => {
	const block = attributes.block as readonly number[];
	const blocks = x!.shape.slice(1, 4);
	const channels = x!.shape[4]! / sizeOf(block);
	const space = blocks.map((count, axis) => count * block[axis]!);
	const y = outputLike(backend, x!, [x!.shape[0]!, ...space, channels], block[2]! * channels);
	moveBlocks(backend, { x: x!, y }, blocks, block, channels, true);
	return [y];
};

export const spaceToDepth3d: Kernel = (backend, { x }, attributes) => {
	const block = attributes.block as readonly number[];
	const channels = x!.shape[4]!;
	const blocks = block.map((extent, axis) => x!.shape[axis + 1]! / extent);
	const yShape = [x!.shape[0]!, ...blocks, sizeOf(block) * channels];
	const y = outputLike(backend, x!, yShape, block[2]! * channels);
	moveBlocks(backend, { x: x!, y }, blocks, block, channels, false);
	return [y];
};
