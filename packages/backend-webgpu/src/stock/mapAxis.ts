import { sizeOf, type TensorInfo } from '../backend/kernel.ts';
import type { WebGpuBackend } from '../backend/webGpuBackend.ts';
import { spread } from '../backend/workgroups.ts';
import { defineShader } from '../shader/shader.ts';
import source from './mapAxis.wgsl';

const shader = defineShader('mapAxis.wgsl', source);

/** Where each place of an axis takes its value: at first + step · i. */
export interface AxisPlaces {
	readonly mapped: number;
	readonly first: number;
	readonly step: number;
	/** Bits of the value of places outside. */
	readonly filling?: number;
	/** In place of filling, borders mirror: with themselves (0), or without (1). */
	readonly mirror?: 0 | 1;
}

/** A tensor of any type with one axis at other places; ranks do not matter. */
export function mapAxis(
	backend: WebGpuBackend,
	x: TensorInfo,
	axis: number,
	{ mapped, first, step, filling = 0, mirror }: AxisPlaces,
): TensorInfo {
	const shape = x.shape.map((extent, index) => (index === axis ? mapped : extent));
	const y = backend.output(shape, x.dtype as 'float32');
	const inner = sizeOf(x.shape.slice(axis + 1));
	const width = inner % 4 === 0 ? 4 : 1;
	const lanes = sizeOf(shape) / width;
	backend.run(shader, {
		constants: { Lane: width === 4 ? 'vec4u' : 'u32', mirrored: mirror !== undefined },
		params: {
			...{ lanes, columns: inner / width, extent: x.shape[axis]!, mapped },
			...{ first, step, skip: mirror ?? 0, filling },
		},
		tensors: { x, y },
		workgroups: spread(lanes, 256),
	});
	return y;
}
