import { type Phase, phasesOf } from '@unetr/ops';
import type { Kernel } from '../backend/kernel.ts';
import { convolveDepthwise } from './depthwise/convolveDepthwise.ts';
import { isNarrow, narrowInputGrad } from './narrowInputGrad.ts';
import { type ConvAttributes, isDepthwise, spaceOf, type Triple } from './product/convAttributes.ts';
import { convolve } from './product/convolve.ts';

/** Every triple of phases, one an axis. */
function phaseTriples(axes: readonly Phase[][]): (readonly [Phase, Phase, Phase])[] {
	const [alongD, alongH, alongW] = axes;
	return alongD!.flatMap((d) => alongH!.flatMap((h) => alongW!.map((w) => [d, h, w] as const)));
}

interface InputGradAttributes extends ConvAttributes {
	readonly inputShape: readonly number[];
}

function runnerOf(filterShape: readonly number[], attributes: InputGradAttributes) {
	if (isDepthwise(filterShape, attributes)) return convolveDepthwise;
	return isNarrow(attributes.inputShape, attributes.groups) ? narrowInputGrad : convolve;
}

export const conv3dInputGrad: Kernel = (backend, { dy, filter }, given) => {
	const attributes = given as unknown as InputGradAttributes;
	const { inputShape, strides, pads, dilations, groups } = attributes;
	const depthwise = isDepthwise(filter!.shape, attributes);
	const dx = depthwise ? backend.output(inputShape) : backend.activation(inputShape, inputShape[4]! / groups);
	const phases = [0, 1, 2].map((axis) =>
		phasesOf({
			...{ extent: inputShape[axis + 1]!, outExtent: dy!.shape[axis + 1]!, kernel: filter!.shape[axis]! },
			...{ stride: strides[axis]!, pad: pads[2 * axis]!, dilation: dilations[axis]! },
		}),
	);
	const run = runnerOf(filter!.shape, attributes);
	for (const triple of phaseTriples(phases)) {
		const along = (of: (phase: Phase) => number) => triple.map(of) as unknown as Triple;
		run(backend, {
			...{ x: dy!, filter: filter!, y: dx, groups, strides: [1, 1, 1] },
			...{ inSpace: spaceOf(dy!.shape), outSpace: along(({ extent }) => extent) },
			...{ kernel: along(({ taps }) => taps), padsBefore: along(({ padBefore }) => padBefore) },
			dilations: along(({ dilation }) => dilation),
			phase: {
				...{ ySpace: spaceOf(inputShape), yStart: along(({ start }) => start), yStep: strides },
				...{ firstTap: along(({ firstTap }) => firstTap), tapStep: along(({ tapStep }) => -tapStep) },
				filterSpace: spaceOf(filter!.shape, 0),
			},
		});
	}
	return [dx];
};
