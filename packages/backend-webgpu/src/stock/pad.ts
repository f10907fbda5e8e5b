import type { TensorInfo } from '../backend/kernel.ts';
import type { WebGpuBackend } from '../backend/webGpuBackend.ts';
import { type AxisPlaces, mapAxis } from './mapAxis.ts';
import type { StockKernel } from './stockKernel.ts';

type Paddings = readonly (readonly [number, number])[];

/** Ranks up to which tfjs' own kernels are right: beyond, its pads are zeros without a word. */
const stockRank = 4;

function padAxes(
	backend: WebGpuBackend,
	x: TensorInfo,
	paddings: Paddings,
	border: Pick<AxisPlaces, 'filling' | 'mirror'>,
): TensorInfo | undefined {
	const padded = paddings.flatMap(([before, after], axis) => (before + after > 0 ? [axis] : []));
	if (x.shape.length <= stockRank || padded.length === 0 || x.dtype === 'string') return undefined;
	return padded.reduce((volume, axis) => {
		const [before, after] = paddings[axis]!;
		const mapped = before + volume.shape[axis]! + after;
		return mapAxis(backend, volume, axis, { mapped, first: -before, step: 1, ...border });
	}, x);
}

/** `PadV2` at ranks of which tfjs' own gives zeros. */
export const pad: StockKernel = (backend, { x }, { paddings, constantValue }) => {
	const value = constantValue as number;
	const floats = x!.dtype === 'float32';
	const bytes = floats ? Float32Array.of(value) : Int32Array.of(value);
	const filling = new Uint32Array(bytes.buffer)[0]!;
	return padAxes(backend, x!, paddings as Paddings, { filling });
};

/** `MirrorPad` at ranks of which tfjs' own gives zeros. */
export const mirrorPad: StockKernel = (backend, { x }, { paddings, mode }) =>
	padAxes(backend, x!, paddings as Paddings, { mirror: mode === 'reflect' ? 1 : 0 });
