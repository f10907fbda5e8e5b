import type { Kernel } from '../backend/kernel.ts';
import type { Workgroups } from '../backend/workgroups.ts';
import { powerOfTwo } from './chunks.ts';
import { tileShader } from './columnSums.ts';
import { afterNorm, groupNorm, type NormVolume, volumeOf } from './groupNorm.ts';
import { groupNormGrad } from './groupNormGrad.ts';
import backwardSource from './instanceNormGradHeld.wgsl';
import forwardSource from './instanceNormHeld.wgsl';
import { groupThreads } from './lanes.ts';

const forward = tileShader('instanceNormHeld.wgsl', forwardSource);
const backward = tileShader('instanceNormGradHeld.wgsl', backwardSource);

/** Lanes that a thread holds at most, so that they stay in registers. */
const mostHeld = 8;

/** How a workgroup's threads hold all rows of some columns of a small volume; nothing where they cannot. */
function heldTile({ lane, entryRows, columns, batch }: NormVolume) {
	const rowsAtOnce = Math.max(powerOfTwo(entryRows / mostHeld), groupThreads / powerOfTwo(columns));
	if (rowsAtOnce > groupThreads) return undefined;
	const tile = groupThreads / rowsAtOnce;
	const workgroups: Workgroups = [Math.ceil(columns / tile), batch, 1];
	return { constants: { Lane: lane, tile, held: Math.ceil(entryRows / rowsAtOnce) }, workgroups };
}

export const instanceNorm: Kernel = (backend, inputs, attributes) => {
	const volume = volumeOf(inputs.x!);
	const tile = heldTile(volume);
	if (!tile) return groupNorm(backend, inputs, attributes);
	const { batch, entryRows: rows, columns, channels } = volume;
	const y = backend.output(inputs.x!.shape);
	const [mean, scale] = [backend.output([batch, channels]), backend.output([batch, channels])];
	const after = afterNorm(inputs, attributes);
	backend.run(forward, {
		...tile,
		constants: { ...tile.constants, ...after.constants },
		params: { rows, columns, epsilon: attributes.epsilon as number, ...after.params },
		tensors: { ...inputs, y, mean, scale },
	});
	return [y, mean, scale];
};

export const instanceNormGrad: Kernel = (backend, inputs, attributes) => {
	const volume = volumeOf(inputs.x!);
	const tile = heldTile(volume);
	if (!tile) return groupNormGrad(backend, inputs, attributes);
	const { entryRows: rows, columns } = volume;
	const dx = backend.output(inputs.x!.shape);
	backend.run(backward, { ...tile, params: { rows, columns }, tensors: { ...inputs, dx } });
	return [dx];
};
