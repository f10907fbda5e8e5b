import * as tf from '@tensorflow/tfjs';
import type { Triple, WindowGrid } from './windowGrid.ts';

/** Adds weighted window outputs up in float32 and divides by the summed weights at the end. */
export class WindowBlend {
	readonly #grid: WindowGrid;
	readonly #imageSize: Triple;
	readonly #batch: number;
	readonly #channels: number;
	/** Output voxels for one input voxel, per axis. */
	readonly #zoom: Triple;
	readonly #window: Triple;
	readonly #padded: Triple;
	readonly #weights: Float32Array;
	readonly #sum: Float32Array;
	/** Summed weights of one image; all images share the window positions. */
	readonly #weightSum: Float32Array;

	/**
	 * @param batch images
	 * @param imageSize voxels of an image along i, j, k
	 * @param grid where the windows lie
	 * @param weights importance map of a window
	 * @param outputShape of the network on a batch of windows, [n, i, j, k, C]
	 */
	constructor(
		batch: number,
		imageSize: Triple,
		grid: WindowGrid,
		weights: Float32Array,
		outputShape: tf.Tensor5D['shape'],
	) {
		this.#batch = batch;
		this.#imageSize = imageSize;
		this.#grid = grid;
		this.#window = [outputShape[1], outputShape[2], outputShape[3]];
		this.#channels = outputShape[4];
		this.#zoom = perAxis((axis) => this.#window[axis] / grid.roiSize[axis]);
		this.#padded = perAxis((axis) => Math.floor(grid.paddedSize[axis] * this.#zoom[axis]));
		this.#weights = resizeNearestExact(weights, grid.roiSize, this.#window);
		const [pi, pj, pk] = this.#padded;
		this.#sum = new Float32Array(batch * pi * pj * pk * this.#channels);
		this.#weightSum = new Float32Array(pi * pj * pk);
	}

	/** Adds the outputs of `count` windows from window number `first` on, row-major [n, i, j, k, C]. */
	add(values: Float32Array, first: number, count: number): void {
		const windowLength = values.length / count;
		for (let w = 0; w < count; w++) {
			const item = Math.floor((first + w) / this.#grid.starts.length);
			const start = this.#grid.starts[(first + w) % this.#grid.starts.length];
			const zoomed = perAxis((axis) => Math.floor(start[axis] * this.#zoom[axis]));
			this.#addWindow(values.subarray(w * windowLength, (w + 1) * windowLength), item, zoomed);
		}
	}

	/** @returns the blended outputs [B, i, j, k, C] without the padding. */
	finish(): tf.Tensor5D {
		const from = perAxis((axis) => Math.round(this.#grid.padBefore[axis] * this.#zoom[axis]));
		const size = perAxis((axis) => {
			const end = Math.round((this.#grid.padBefore[axis] + this.#imageSize[axis]) * this.#zoom[axis]);
			return Math.min(end, this.#padded[axis]) - from[axis];
		});
		const [, pj, pk] = this.#padded;
		const channels = this.#channels;
		const blended = new Float32Array(this.#batch * size[0] * size[1] * size[2] * channels);
		const itemVoxels = this.#weightSum.length;
		for (let item = 0, at = 0; item < this.#batch; item++) {
			for (let i = 0; i < size[0]; i++) {
				for (let j = 0; j < size[1]; j++) {
					const row = ((from[0] + i) * pj + from[1] + j) * pk + from[2];
					for (let k = 0; k < size[2]; k++) {
						const weight = this.#weightSum[row + k];
						const voxel = (item * itemVoxels + row + k) * channels;
						for (let c = 0; c < channels; c++) blended[at++] = this.#sum[voxel + c] / weight;
					}
				}
			}
		}
		return tf.tensor5d(blended, [this.#batch, ...size, channels]);
	}

	#addWindow(values: Float32Array, item: number, start: Triple): void {
		const [wi, wj, wk] = this.#window;
		const [pi, pj, pk] = this.#padded;
		const channels = this.#channels;
		// At a reduced output size the last window may end one voxel past the border.
		const [ei, ej, ek] = [
			Math.min(wi, pi - start[0]),
			Math.min(wj, pj - start[1]),
			Math.min(wk, pk - start[2]),
		];
		for (let i = 0; i < ei; i++) {
			for (let j = 0; j < ej; j++) {
				const row = ((start[0] + i) * pj + start[1] + j) * pk + start[2];
				const from = (i * wj + j) * wk;
				for (let k = 0; k < ek; k++) {
					const weight = this.#weights[from + k];
					const voxel = (item * pi * pj * pk + row + k) * channels;
					if (item === 0) this.#weightSum[row + k] += weight;
					for (let c = 0; c < channels; c++) {
						this.#sum[voxel + c] += Math.fround(weight * values[(from + k) * channels + c]);
					}
				}
			}
		}
	}
}

function perAxis(value: (axis: 0 | 1 | 2) => number): Triple {
	return [value(0), value(1), value(2)];
}

/** `torch.nn.functional.interpolate(mode='nearest-exact')` of a row-major [i, j, k] map. */
function resizeNearestExact(map: Float32Array, from: Triple, to: Triple): Float32Array {
	const index = ([0, 1, 2] as const).map((axis) =>
		Int32Array.from({ length: to[axis] }, (_, x) => Math.floor(((x + 0.5) * from[axis]) / to[axis])),
	) as [Int32Array, Int32Array, Int32Array];
	const resized = new Float32Array(to[0] * to[1] * to[2]);
	for (let i = 0, at = 0; i < to[0]; i++) {
		for (let j = 0; j < to[1]; j++) {
			const row = (index[0][i] * from[1] + index[1][j]) * from[2];
			for (let k = 0; k < to[2]; k++) resized[at++] = map[row + index[2][k]];
		}
	}
	return resized;
}
