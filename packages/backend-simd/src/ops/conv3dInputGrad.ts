import { type Phase, phasesOf } from '@unetr/ops';
import type { Kernel } from '../backend/kernel.ts';
import { sizeOf } from '../backend/kernel.ts';
import type { SimdBackend } from '../backend/simdBackend.ts';
import { convolve, denseStrides, filterStrides, isPointwise } from './conv3d.ts';
import { type ConvAttributes, convForm, type Triple } from './convForm.ts';
import { convolveDepthwise } from './depthwise.ts';
import { multiply } from './matMul.ts';

/** What all phases of one input gradient have in common. */
interface InputGradient {
	readonly form: 'dense' | 'depthwise';
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
	const channels = rest[3]!;
	const [, , , inChannels, outChannels] = gradient.filterShape as [number, number, number, number, number];
	const tapStrides = filterStrides(gradient.filterShape);
	const dxStrides = denseStrides(rest.slice(0, 3) as unknown as Triple, channels);
	const along = (of: (phase: Phase, axis: number) => number) => phases.map(of) as unknown as Triple;
	const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
	const taps = along((phase) => phase.taps);
	const backwards = along((phase, axis) => -phase.tapStep * tapStrides[axis]!);
	const firstTap = gradient.filter + 4 * sum(along((phase, axis) => phase.firstTap * tapStrides[axis]!));
	const start = sum(along((phase, axis) => phase.start * dxStrides[axis + 1]!));
	const convolution = {
		...{ x: gradient.dy, bias: 0, out: gradient.dx + 4 * start, batch },
		inSpace: gradient.dyShape.slice(1, 4) as unknown as Triple,
		...{ kernel: taps, strides: [1, 1, 1] as const, dilations: along((phase) => phase.dilation) },
		outSpace: along((phase) => phase.extent),
		padsBefore: along((phase) => phase.padBefore),
		outStrides: [dxStrides[0], ...along((_, axis) => strides[axis]! * dxStrides[axis + 1]!)] as const,
	};
	if (gradient.form === 'depthwise') {
		convolveDepthwise(backend, { ...convolution, filter: firstTap, tapStrides: backwards, channels });
		return;
	}
	const matrix = {
		pointer: firstTap,
		rows: [...taps, outChannels] as const,
		rowStrides: [...backwards, 1] as const,
		...{ columns: inChannels, columnStride: outChannels },
	};
	convolve(backend, { ...convolution, inChannels: outChannels, outChannels: inChannels }, matrix);
}

export const conv3dInputGrad: Kernel = (backend, { dy, filter }, given) => {
	const attributes = given as unknown as ConvAttributes & { readonly inputShape: readonly number[] };
	const { inputShape, strides, pads, dilations } = attributes;
	const form = convForm(filter!.shape, attributes);
	if (!form) return undefined;
	const dx = backend.output(inputShape);
	const [kD, kH, kW, inChannels, outChannels] = filter!.shape as [number, number, number, number, number];
	const pointers = { dy: backend.pointer(dy!), filter: backend.pointer(filter!), dx: backend.pointer(dx) };
	if (form === 'dense' && isPointwise([kD, kH, kW], strides, pads)) {
		const sizes = { M: sizeOf(inputShape) / inChannels, K: outChannels, N: inChannels };
		multiply(backend, { a: pointers.dy, b: pointers.filter, c: pointers.dx, ...sizes, transposeB: true });
		return [dx];
	}
	const shapes = { dyShape: dy!.shape, filterShape: filter!.shape, inputShape };
	const gradient = { form, ...pointers, ...shapes, strides };
	const [alongD, alongH, alongW] = [0, 1, 2].map((axis) =>
		phasesOf({
			...{ extent: inputShape[axis + 1]!, outExtent: dy!.shape[axis + 1]!, kernel: filter!.shape[axis]! },
			...{ stride: strides[axis]!, pad: pads[2 * axis]!, dilation: dilations[axis]! },
		}),
	) as [Phase[], Phase[], Phase[]];
	for (const d of alongD) {
		for (const h of alongH) for (const w of alongW) convolvePhase(backend, gradient, [d, h, w]);
	}
	return [dx];
};
