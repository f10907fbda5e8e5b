/** Lower envelope of the parabolas `f(q) + (s (p − q))²` that stand on the voxels q of a line; its buffers are reused. */
export class LowerEnvelope {
	readonly #length: number;
	/** `s² n²` and `1 / (2 s² n)` by the number n of steps between two voxels. */
	readonly #squares: Float64Array;
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
		const square = spacing * spacing;
		this.#squares = Float64Array.from({ length }, (_, n) => n * n * square);
		this.#shifts = Float64Array.from({ length }, (_, n) => 0.5 / (square * n));
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
		const squares = this.#squares;
		let p = 0;
		for (let k = 0; k <= last; k++) {
			const end = k === last ? this.#length - 1 : Math.floor(takeovers[k + 1]);
			const foot = feet[k];
			const height = heights[k];
			const middle = Math.min(foot - 1, end);
			for (; p <= middle; p++) values[offset + p] = squares[foot - p] + height;
			for (; p <= end; p++) values[offset + p] = squares[p - foot] + height;
		}
	}

	/** Index of the last parabola of the envelope, −1 where all values are infinite. */
	#build(values: Float64Array, offset: number): number {
		const feet = this.#feet;
		const heights = this.#heights;
		const takeovers = this.#takeovers;
		const shifts = this.#shifts;
		const length = this.#length;
		// the last parabola is also held outside the arrays: it is read for every voxel
		let k = -1;
		let foot = 0;
		let top = 0;
		let from = 0;
		for (let q = 0; q < length; q++) {
			const height = values[offset + q];
			if (height === Number.POSITIVE_INFINITY) continue;
			let takeover = 0;
			while (k >= 0) {
				// halfway between the feet, moved by the difference of heights: no large squares cancel
				takeover = 0.5 * (q + foot) + (height - top) * shifts[q - foot];
				if (takeover > from) break;
				k--;
				if (k < 0) break;
				foot = feet[k];
				top = heights[k];
				from = takeovers[k];
			}
			if (k >= 0 && takeover >= length) continue;
			k++;
			feet[k] = foot = q;
			heights[k] = top = height;
			takeovers[k] = from = k === 0 ? 0 : takeover;
		}
		return k;
	}
}
