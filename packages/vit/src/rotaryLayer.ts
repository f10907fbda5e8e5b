import * as tf from '@tensorflow/tfjs';
import { configDict, onlyTensor, type SpatialDims, type Triple } from '@unetr/blocks';

/** Configuration of {@link RotaryLayer}. */
export interface RotaryLayerConfig {
	readonly name: string;
	/** Tokens along i, j, k. */
	readonly grid: Triple;
	readonly numHeads: number;
	/** 3 by default; 2 shares the channels out to i and j alone. */
	readonly spatialDims?: SpatialDims;
}

/** Base of the frequencies that Heo et al. take for images. */
const BASE = 100;

/**
 * Angle of every pair of channels of a head at every token, [N, d/2]: pair t of an axis turns by
 * position · 100^(−t / pairs). The pairs are shared out to i, j, k evenly, or to i and j in two dimensions; what is left
 * over does not turn.
 */
export function rotaryAngles(grid: Triple, headSize: number, spatialDims: SpatialDims = 3): Float32Array {
	const pairs = Math.floor(headSize / 2);
	const perAxis = Math.floor(pairs / spatialDims);
	const tokens = grid[0] * grid[1] * grid[2];
	const angles = new Float32Array(tokens * pairs);
	for (let token = 0; token < tokens; token++) {
		const position = [
			Math.floor(token / (grid[1] * grid[2])),
			Math.floor(token / grid[2]) % grid[1],
			token % grid[2],
		];
		for (let pair = 0; pair < spatialDims * perAxis; pair++) {
			const frequency = BASE ** (-(pair % perAxis) / perAxis);
			angles[token * pairs + pair] = position[Math.floor(pair / perAxis)]! * frequency;
		}
	}
	return angles;
}

/**
 * Rotary positions on a grid: turns each pair of neighbouring channels of q and k by an angle of the token's place,
 * so that q·k depends on the distance of two tokens; v stays. [B, N, 3·C] -> [B, N, 3·C], ordered (q k v, head, d).
 *
 * Source: Su et al. 2021, "RoFormer"; axial on a grid as Heo et al. 2024, "Rotary position embedding for vision
 * transformer", equation 8; in three dimensions with one more axis.
 */
export class RotaryLayer extends tf.layers.Layer {
	static readonly className = 'UnetrRotary';
	readonly #config: RotaryLayerConfig;
	#tables?: { readonly cos: Float32Array; readonly sin: Float32Array };

	constructor(config: RotaryLayerConfig) {
		super({ ...config });
		this.#config = config;
	}

	/** cos and ∓sin for each value of the packed projections of a token, [N, 3·C]; 1 and 0 for v. */
	#tablesFor(packed: number): { readonly cos: Float32Array; readonly sin: Float32Array } {
		const { grid, numHeads, spatialDims } = this.#config;
		const headSize = packed / 3 / numHeads;
		const pairs = Math.floor(headSize / 2);
		const angles = rotaryAngles(grid, headSize, spatialDims);
		const cos = new Float32Array((angles.length / pairs) * packed).fill(1);
		const sin = new Float32Array(cos.length);
		for (let at = 0; at < cos.length; at++) {
			const within = at % packed;
			const channel = within % headSize;
			if (within >= (2 * packed) / 3 || channel >= 2 * pairs) continue;
			const angle = angles[Math.floor(at / packed) * pairs + Math.floor(channel / 2)]!;
			cos[at] = Math.cos(angle);
			sin[at] = channel % 2 === 0 ? -Math.sin(angle) : Math.sin(angle);
		}
		return { cos, sin };
	}

	override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
		const qkv = onlyTensor(inputs);
		const [B, N, packed] = qkv.shape as [number, number, number];
		this.#tables ??= this.#tablesFor(packed);
		const { cos, sin } = this.#tables;
		return tf.tidy(() => {
			const [even, odd] = tf.split(tf.reshape(qkv, [B, N, packed / 2, 2]), 2, 3) as [tf.Tensor, tf.Tensor];
			const swapped = tf.reshape(tf.concat([odd, even], 3), [B, N, packed]);
			return tf.add(tf.mul(qkv, tf.tensor(cos, [N, packed])), tf.mul(swapped, tf.tensor(sin, [N, packed])));
		});
	}

	override getConfig(): tf.serialization.ConfigDict {
		return { ...configDict(this.#config), ...super.getConfig() };
	}
}

tf.serialization.registerClass(RotaryLayer);
