import type * as tf from '@tensorflow/tfjs';
import {
	chain,
	cropEnd,
	DropoutLayer,
	DropPathLayer,
	GeluLayer,
	LayerNormLayer,
	LinearLayer,
	padEnd,
	type SeedOf,
	type SpatialDims,
	sum,
	type Triple,
} from '@unetr/blocks';
import { WindowAttentionLayer } from './windowAttentionLayer.ts';
import { windowsOf } from './windowGeometry.ts';

/** What decides a Swin block. */
export interface SwinBlockConfig {
	readonly numHeads: number;
	/** Voxels of a window along i, j, k. */
	readonly windowSize: Triple;
	/** Whether the windows are moved by half their size. */
	readonly shifted: boolean;
	/** Channels between the maps of the MLP over those at its ends. */
	readonly mlpRatio: number;
	readonly qkvBias: boolean;
	/** Share of values dropped after linear maps in training, in [0, 1). */
	readonly dropoutRate: number;
	/** Share of attention weights dropped in training, in [0, 1). */
	readonly attnDropRate: number;
	/** Share of samples whose branches are left out in training, in [0, 1). */
	readonly dropPathRate: number;
	readonly seedOf: SeedOf;
	/** 3 by default; 2 for windows of one voxel along k. */
	readonly spatialDims?: SpatialDims;
}

/**
 * Swin block: x + window attention(norm1(x)), then that + mlp(norm2(that)); [B, D, H, W, C] -> the same.
 *
 * Where the windows do not divide the volume it is padded with zeros after the norm, which the attention sees, as in
 * the reference.
 *
 * @param name module path, for example `swinViT.layers1.0.blocks.0`.
 * Source: Liu et al. 2021, equation 3; MONAI's `SwinTransformerBlock`.
 */
export function swinBlock(x: tf.SymbolicTensor, name: string, config: SwinBlockConfig): tf.SymbolicTensor {
	const { numHeads, windowSize, mlpRatio, qkvBias, dropoutRate, attnDropRate, dropPathRate, seedOf } = config;
	const { spatialDims } = config;
	const channels = x.shape.at(-1)!;
	const size = x.shape.slice(1, 4) as unknown as Triple;
	const windows = windowsOf(size, windowSize, config.shifted);
	const seeded = (path: string): { name: string; seed: number | null } => ({
		name: `${name}.${path}`,
		seed: seedOf(`${name}.${path}`),
	});
	const linear = (path: string, units: number, useBias = true): LinearLayer =>
		new LinearLayer({ ...seeded(path), units, useBias });
	const dropout = (path: string): DropoutLayer[] =>
		dropoutRate > 0 ? [new DropoutLayer({ ...seeded(path), rate: dropoutRate })] : [];
	const dropPath = (path: string): DropPathLayer[] =>
		dropPathRate > 0 ? [new DropPathLayer({ ...seeded(path), rate: dropPathRate })] : [];

	const normed = new LayerNormLayer({ name: `${name}.norm1` }).apply(x) as tf.SymbolicTensor;
	const attended = chain(padEnd(normed, `${name}.pad`, windows.padded), [
		linear('attn.qkv', 3 * channels, qkvBias),
		new WindowAttentionLayer({
			...seeded('attn'),
			...{ numHeads, windowSize, windows, dropoutRate: attnDropRate, spatialDims },
		}),
		linear('attn.proj', channels),
		...dropout('attn.proj_drop'),
	]);
	const branch = chain(cropEnd(attended, `${name}.crop`, size), dropPath('drop_path1'));
	const middle = sum(`${name}.add1`, [x, branch]);
	const mapped = chain(middle, [
		new LayerNormLayer({ name: `${name}.norm2` }),
		linear('mlp.linear1', Math.floor(mlpRatio * channels)),
		new GeluLayer({ name: `${name}.mlp.fn` }),
		...dropout('mlp.drop1'),
		linear('mlp.linear2', channels),
		...dropout('mlp.drop2'),
		...dropPath('drop_path2'),
	]);
	return sum(`${name}.add2`, [middle, mapped]);
}
