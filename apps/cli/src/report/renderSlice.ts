import { PNG } from 'pngjs';
import type { ReportClass } from './runReport.ts';
import type { SlicePlane, SliceSource } from './slicePlane.ts';

/** Longest side of a picture in pixels. */
const LONGEST = 224;
const FILL = 0.38;

/** A function from continuous voxel indices (i, j, k) to a value. */
type Sampler = (at: readonly number[]) => number;

/**
 * Draws one slice as PNG, square pixels in mm, with the outline and a tint of each class.
 *
 * @param index - Slice along the plane's cut axis.
 * @param labels - Label map to lay over the scan, in the order of the source; none for the scan alone.
 * @param range - Scan values shown as black and white.
 */
export function renderSlice(
	source: SliceSource,
	plane: SlicePlane,
	index: number,
	labels: ArrayLike<number> | undefined,
	classes: readonly ReportClass[],
	range: readonly [number, number],
): Uint8Array {
	const { shape } = source;
	const { width, height } = pictureSize(source, plane);
	const colors = new Map(classes.map(({ value, color }) => [value, parseColor(color)]));
	const scanAt = linearSampler(source.scan, shape);
	const labelAt = nearestSampler(labels, shape);
	const voxelAt = (column: number, row: number): number[] => {
		const at = [index, index, index];
		at[plane.across] = shape[plane.across] * (1 - (column + 0.5) / width) - 0.5;
		at[plane.down] = shape[plane.down] * (1 - (row + 0.5) / height) - 0.5;
		return at;
	};
	const png = new PNG({ width, height, colorType: 2 });
	for (let pixel = 0; pixel < width * height; pixel++) {
		const [column, row] = [pixel % width, Math.floor(pixel / width)];
		const grey = (255 * (scanAt(voxelAt(column, row)) - range[0])) / (range[1] - range[0] || 1);
		const label = labelAt(voxelAt(column, row));
		const isEdge = NEIGHBOURS.some(([dx, dy]) => labelAt(voxelAt(column + dx, row + dy)) !== label);
		const share = label === 0 ? 0 : isEdge ? 1 : FILL;
		const color = colors.get(label) ?? [255, 255, 255];
		color.forEach((tint, channel) => {
			const mixed = grey + (tint - grey) * share;
			png.data[4 * pixel + channel] = Math.min(255, Math.max(0, Math.round(mixed)));
		});
		png.data[4 * pixel + 3] = 255;
	}
	return PNG.sync.write(png, { colorType: 2 });
}

/** Pixels of a picture whose longer side is `LONGEST` and whose pixels are square in mm. */
function pictureSize({ shape, spacingMm }: SliceSource, { across, down }: SlicePlane) {
	const [wideMm, highMm] = [shape[across] * spacingMm[across], shape[down] * spacingMm[down]];
	const pixelMm = Math.max(wideMm, highMm) / LONGEST;
	return {
		width: Math.max(1, Math.round(wideMm / pixelMm)),
		height: Math.max(1, Math.round(highMm / pixelMm)),
	};
}

const NEIGHBOURS = [
	[1, 0],
	[-1, 0],
	[0, 1],
	[0, -1],
] as const;

/** The values that the darkest and the brightest hundredth of the scan lie beyond. */
export function displayRange(scan: Float32Array): readonly [number, number] {
	const sorted = Float32Array.from(scan).sort();
	const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))]!;
	return [at(0.01), at(0.99)];
}

function parseColor(color: string): [number, number, number] {
	const value = Number.parseInt(color.slice(1), 16);
	return [value >> 16, (value >> 8) & 255, value & 255];
}

function nearestSampler(values: ArrayLike<number> | undefined, shape: SliceSource['shape']): Sampler {
	if (values === undefined) return () => 0;
	return (at) => {
		const [i, j, k] = at.map((value, axis) => clamp(Math.round(value), shape[axis]!));
		return values[(i! * shape[1] + j!) * shape[2] + k!]!;
	};
}

function linearSampler(values: ArrayLike<number>, shape: SliceSource['shape']): Sampler {
	return (at) => {
		const low = at.map((value, axis) => clamp(Math.floor(value), shape[axis]!));
		const high = at.map((value, axis) => clamp(Math.floor(value) + 1, shape[axis]!));
		const share = at.map((value, axis) => Math.min(1, Math.max(0, value - low[axis]!)));
		let sum = 0;
		for (let corner = 0; corner < 8; corner++) {
			const bits = [corner & 1, (corner >> 1) & 1, (corner >> 2) & 1];
			const [i, j, k] = bits.map((bit, axis) => (bit ? high[axis]! : low[axis]!));
			const weight = bits.reduce(
				(product, bit, axis) => product * (bit ? share[axis]! : 1 - share[axis]!),
				1,
			);
			if (weight > 0) sum += weight * values[(i! * shape[1] + j!) * shape[2] + k!]!;
		}
		return sum;
	};
}

function clamp(index: number, length: number): number {
	return Math.min(length - 1, Math.max(0, index));
}
