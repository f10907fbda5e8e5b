import { type Attributes, type AxisSample, axisSamples, resizeModes } from '@unetr/ops';
import type { Kernel } from '../backend/kernel.ts';
import { spread } from '../backend/workgroups.ts';
import { defineShader } from '../shader/shader.ts';
import { groupThreads, laneFor, laneRows, widthOf } from './lanes.ts';
import forwardSource from './resize3d.wgsl';
import backwardSource from './resizeAxisGrad.wgsl';
import placeSource from './volumePlace.wgsl';

const forward = defineShader('resize3d.wgsl', forwardSource, [
	{ file: 'volumePlace.wgsl', source: placeSource },
]);
const backward = defineShader('resizeAxisGrad.wgsl', backwardSource);

/** From where each voxel of the resized axes D, H, W takes its value. */
function samplesOf(extent: readonly number[], attributes: Attributes): AxisSample[][] {
	const { size, mode, alignCorners } = attributes as { size: number[]; mode: number; alignCorners: number };
	return size.map((to, axis) => axisSamples(extent[axis]!, to, resizeModes[mode]!, alignCorners === 1));
}

/** Samples as resize3d.wgsl reads them. */
const written = (samples: readonly AxisSample[]): Float32Array =>
	Float32Array.from(samples.flatMap(({ low, high, weight }) => [low, high, weight]));

/** For each of `from` voxels the first and the end of the samples that take from it. */
function reachOf(samples: readonly AxisSample[], from: number): Int32Array {
	const reach = new Int32Array(2 * from);
	for (const [index, { low, high }] of samples.entries()) {
		for (const voxel of [low, high]) {
			if (reach[2 * voxel + 1] === 0) reach[2 * voxel] = index;
			reach[2 * voxel + 1] = index + 1;
		}
	}
	return reach;
}

export const resize3d: Kernel = (backend, { x }, attributes) => {
	const extent = x!.shape.slice(1, 4);
	const size = attributes.size as readonly number[];
	const y = backend.output([x!.shape[0]!, ...size, x!.shape[4]!]);
	const { lane, lanes, columns } = laneRows(y);
	const samples = backend.upload(written(samplesOf(extent, attributes).flat()));
	backend.run(forward, {
		constants: { Lane: lane },
		params: { lanes, columns, extent, resized: size },
		tensors: { x, samples, y },
		workgroups: spread(lanes, groupThreads),
	});
	return [y];
};

export const resize3dGrad: Kernel = (backend, { dy }, attributes) => {
	const inputShape = attributes.inputShape as readonly number[];
	const samples = samplesOf(inputShape.slice(1, 4), attributes);
	let gradient = dy!;
	// The innermost axis first: it is the one that most of the memory is saved along.
	for (const axis of [3, 2, 1]) {
		const [source, resized] = [inputShape[axis]!, gradient.shape[axis]!];
		const inner = gradient.shape.slice(axis + 1).reduce((product, extent) => product * extent, 1);
		const dx = backend.output(gradient.shape.map((extent, index) => (index === axis ? source : extent)));
		const lane = laneFor(inner);
		const lanes = dx.shape.reduce((product, extent) => product * extent, 1) / widthOf(lane);
		backend.run(backward, {
			constants: { Lane: lane },
			params: { lanes, columns: inner / widthOf(lane), source, resized },
			tensors: {
				dy: gradient,
				samples: backend.upload(written(samples[axis - 1]!)),
				reach: backend.upload(reachOf(samples[axis - 1]!, source)),
				dx,
			},
			workgroups: spread(lanes, groupThreads),
		});
		gradient = dx;
	}
	return [gradient];
};
