import type { Kernel } from '../backend/kernel.ts';
import { sizeOf } from '../backend/kernel.ts';
import type { SimdBackend } from '../backend/simdBackend.ts';
import { convolve, denseStrides, filterStrides, isDense, isPointwise, type Triple } from './conv3d.ts';
import { multiply } from './matMul.ts';
import { withPackedMatrix } from './packedMatrix.ts';

/** The voxels φ, φ + s, φ + 2s … of one axis and the taps that reach them: a convolution of stride 1 over dy. */
interface Phase {
	readonly start: number;
	readonly extent: number;
	readonly taps: number;
	/** Filter tap of the first weight; the following ones lie `stride` taps lower each. */
	readonly firstTap: number;
	readonly padBefore: number;
}

function phasesOf(extent: number, outExtent: number, kernel: number, stride: number, pad: number): Phase[] {
	const phases: Phase[] = [];
	for (let start = 0; start < Math.min(stride, extent); start++) {
		const steps = Math.ceil((extent - start) / stride);
		const lowest = (start + pad) % stride;
		const taps = Math.max(0, Math.ceil((kernel - lowest) / stride));
		if (taps === 0) {
			// No tap reaches these voxels: one that sees only padding writes their zeros.
			phases.push({ start, extent: steps, taps: 1, firstTap: 0, padBefore: steps + outExtent });
			continue;
		}
		const padBefore = taps - 1 - (start + pad - lowest) / stride;
		phases.push({ start, extent: steps, taps, firstTap: lowest + stride * (taps - 1), padBefore });
	}
	return phases;
}

/** What all phases of one input gradient have in common. */
interface InputGradient {
	readonly dy: number;
	readonly filter: number;
	readonly dx: number;
	readonly dyShape: readonly number[];
	readonly filterShape: readonly number[];
	readonly inputShape: readonly number[];
	readonly strides: Triple;
}

function convolvePhase(backend: SimdBackend, gradient: InputGradient, phases: readonly Phase[]): void {
	const { strides } = gradient;
	const [batch, ...rest] = gradient.inputShape as [number, number, number, number, number];
	const [, , , inChannels, outChannels] = gradient.filterShape as [number, number, number, number, number];
	const tapStrides = filterStrides(gradient.filterShape);
	const dxStrides = denseStrides(rest.slice(0, 3) as unknown as Triple, inChannels);
	const along = (of: (phase: Phase, axis: number) => number) => phases.map(of) as unknown as Triple;
	const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
	const taps = along((phase) => phase.taps);
	const matrix = {
		pointer: gradient.filter + 4 * sum(along((phase, axis) => phase.firstTap * tapStrides[axis]!)),
		rows: [...taps, outChannels] as [number, number, number, number],
		rowStrides: [...along((_, axis) => -strides[axis]! * tapStrides[axis]!), 1] as [
			number,
			number,
			number,
			number,
		],
		columns: inChannels,
		columnStride: outChannels,
	};
	const start = sum(along((phase, axis) => phase.start * dxStrides[axis + 1]!));
	withPackedMatrix(backend, matrix, (packed) =>
		convolve(backend, {
			...{ x: gradient.dy, packed, bias: 0, out: gradient.dx + 4 * start, batch },
			inSpace: gradient.dyShape.slice(1, 4) as unknown as Triple,
			...{ inChannels: outChannels, outChannels: inChannels, kernel: taps, strides: [1, 1, 1] },
			outSpace: along((phase) => phase.extent),
			padsBefore: along((phase) => phase.padBefore),
			outStrides: [dxStrides[0], ...along((_, axis) => strides[axis]! * dxStrides[axis + 1]!)],
		}),
	);
}

export const conv3dInputGrad: Kernel = (backend, { dy, filter }, attributes) => {
	if (!isDense(attributes)) return undefined;
	const inputShape = attributes.inputShape as readonly number[];
	const strides = attributes.strides as Triple;
	const pads = attributes.pads as readonly number[];
	const dx = backend.output(inputShape);
	const [kD, kH, kW, inChannels, outChannels] = filter!.shape as [number, number, number, number, number];
	const pointers = { dy: backend.pointer(dy!), filter: backend.pointer(filter!), dx: backend.pointer(dx) };
	if (isPointwise([kD, kH, kW], strides, pads)) {
		const sizes = { M: sizeOf(inputShape) / inChannels, K: outChannels, N: inChannels };
		multiply(backend, { a: pointers.dy, b: pointers.filter, c: pointers.dx, ...sizes, transposeB: true });
		return [dx];
	}
	const gradient = { ...pointers, dyShape: dy!.shape, filterShape: filter!.shape, inputShape, strides };
	const [alongD, alongH, alongW] = [0, 1, 2].map((axis) =>
		phasesOf(
			inputShape[axis + 1]!,
			dy!.shape[axis + 1]!,
			filter!.shape[axis]!,
			strides[axis]!,
			pads[2 * axis]!,
		),
	) as [Phase[], Phase[], Phase[]];
	for (const d of alongD) {
		for (const h of alongH) for (const w of alongW) convolvePhase(backend, gradient, [d, h, w]);
	}
	return [dx];
};
