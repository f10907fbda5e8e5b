/** Lower envelope of the parabolas `f(q) + (s (p − q))²` that stand on the voxels q of a line; its buffers are reused. */
export class LowerEnvelope {
	readonly #length: number;
	readonly #square: number;
	/** `1 / (2 s² n)`, what turns a difference of heights into a shift of the point where two parabolas meet. */
	readonly #shifts: Float64Array;
	/** Voxels whose parabolas make up the envelope, their heights, and where each takes over. */
	readonly #feet: Int32Array;
	readonly #heights: Float64Array;
	readonly #takeovers: Float64Array;

	/**
	 * @param length voxels in a line
	 * @param spacing distance of neighbours
	 */
	constructor(length: number, spacing: number) {
		this.#length = length;
		this.#square = spacing * spacing;
		this.#shifts = Float64Array.from({ length }, (_, n) => 0.5 / (this.#square * n));
		this.#feet = new Int32Array(length);
		this.#heights = new Float64Array(length);
		this.#takeovers = new Float64Array(length);
	}

	/** Replaces the values f of the line that starts at `offset` by the envelope at each voxel. */
	lower(values: Float64Array, offset: number): void {
		const last = this.#build(values, offset);
		const feet = this.#feet;
		const heights = this.#heights;
		const takeovers = this.#takeovers;
		const square = this.#square;
		for (let k = 0, p = 0; k <= last; k++) {
			const end = k === last ? this.#length - 1 : takeovers[k + 1];
			const foot = feet[k];
			const height = heights[k];
			for (; p <= end; p++) values[offset + p] = (p - foot) * (p - foot) * square + height;
		}
	}

	/** Index of the last parabola of the envelope, −1 where all values are infinite. */
	#build(values: Float64Array, offset: number): number {
		const feet = this.#feet;
		const heights = this.#heights;
		const takeovers = this.#takeovers;
		const shifts = this.#shifts;
		const length = this.#length;
		let k = -1;
		for (let q = 0; q < length; q++) {
			const height = values[offset + q];
			if (height === Number.POSITIVE_INFINITY) continue;
			let takeover = 0;
			while (k >= 0) {
				// halfway between the feet, moved by the difference of heights: no large squares cancel
				const foot = feet[k];
				takeover = 0.5 * (q + foot) + (height - heights[k]) * shifts[q - foot];
				if (takeover > takeovers[k]) break;
				k--;
			}
			if (k >= 0 && takeover >= length) continue;
			k++;
			feet[k] = q;
			heights[k] = height;
			takeovers[k] = k === 0 ? 0 : takeover;
		}
		return k;
	}
}
