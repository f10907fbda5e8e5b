import type { Kernel } from '../backend/kernel.ts';
import type { TensorInfo } from '../backend/simdBackend.ts';
import { copyStrided, type StridedBlock } from './copyStrided.ts';

/** Axes (B·D, bD, H, bH, W, bW·C) of a volume [B, D·bD, H·bH, W·bW, C] as blocks of voxels. */
function blockAxes(
	patches: TensorInfo,
	block: readonly number[],
): Pick<StridedBlock, 'extents'> & { voxels: number[]; channels: number[] } {
	const [B, D, H, W, all] = patches.shape as [number, number, number, number, number];
	const [bD, bH] = block as [number, number, number];
	const run = all / (bD * bH);
	const row = W * run;
	const plane = H * bH * row;
	return {
		extents: [B * D, bD, H, bH, W, run],
		voxels: [bD * plane, plane, bH * row, row, run, 1],
		channels: [H * W * all, bH * run, W * all, run, all, 1],
	};
}

export const spaceToDepth3d: Kernel = (backend, { x }, attributes) => {
	const block = attributes.block as readonly number[];
	const [B, D, H, W, C] = x!.shape as [number, number, number, number, number];
	const [bD, bH, bW] = block as [number, number, number];
	const y = backend.output([B, D / bD, H / bH, W / bW, bD * bH * bW * C]);
	const { extents, voxels, channels } = blockAxes(y, block);
	const [from, to] = [backend.pointer(x!), backend.pointer(y)];
	copyStrided(backend, { from, to, extents, fromStrides: voxels, toStrides: channels });
	return [y];
};

export const depthToSpace3d: Kernel = (backend, { x }, attributes) => {
	const block = attributes.block as readonly number[];
	const [B, D, H, W, all] = x!.shape as [number, number, number, number, number];
	const [bD, bH, bW] = block as [number, number, number];
	const y = backend.output([B, D * bD, H * bH, W * bW, all / (bD * bH * bW)]);
	const { extents, voxels, channels } = blockAxes(x!, block);
	const [from, to] = [backend.pointer(x!), backend.pointer(y)];
	copyStrided(backend, { from, to, extents, fromStrides: channels, toStrides: voxels });
	return [y];
};
