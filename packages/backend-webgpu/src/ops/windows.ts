import { type Kernel, sizeOf } from '../backend/kernel.ts';
import { spread } from '../backend/workgroups.ts';
import { defineShader } from '../shader/shader.ts';
import { groupThreads, laneRows } from './lanes.ts';
import partitionSource from './windowPartition3d.wgsl';
import reverseSource from './windowReverse3d.wgsl';

const partition = defineShader('windowPartition3d.wgsl', partitionSource);
const reverse = defineShader('windowReverse3d.wgsl', reverseSource);

type Attributes = Parameters<Kernel>[2];

/** Windows of a volume, as the shaders read them. */
function windowsOf(extent: readonly number[], attributes: Attributes) {
	const { window, shift } = attributes as Readonly<Record<string, readonly number[]>>;
	const counts = extent.map((voxels, axis) => Math.ceil(voxels / window![axis]!));
	return { extent, window: window!, shift: shift!, counts };
}

export const windowPartition3d: Kernel = (backend, { x }, attributes) => {
	const [batch, , , , channels] = x!.shape as [number, number, number, number, number];
	const geometry = windowsOf(x!.shape.slice(1, 4), attributes);
	const windows = backend.output([batch * sizeOf(geometry.counts), sizeOf(geometry.window), channels]);
	const { lane, lanes, columns } = laneRows(windows);
	backend.run(partition, {
		constants: { Lane: lane },
		params: { lanes, columns, ...geometry },
		tensors: { x, windows },
		workgroups: spread(lanes, groupThreads),
	});
	return [windows];
};

export const windowReverse3d: Kernel = (backend, { windows }, attributes) => {
	const geometry = windowsOf(attributes.size as readonly number[], attributes);
	const batch = windows!.shape[0]! / sizeOf(geometry.counts);
	const y = backend.output([batch, ...geometry.extent, windows!.shape[2]!]);
	const { lane, lanes, columns } = laneRows(y);
	backend.run(reverse, {
		constants: { Lane: lane },
		params: { lanes, columns, ...geometry },
		tensors: { windows, y },
		workgroups: spread(lanes, groupThreads),
	});
	return [y];
};
