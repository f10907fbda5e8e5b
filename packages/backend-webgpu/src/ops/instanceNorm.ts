import type { Kernel } from '../backend/kernel.ts';
import type { Workgroups } from '../backend/workgroups.ts';
import { storageShader } from '../halves/storage.ts';
import { powerOfTwo } from './chunks.ts';
import { tileShader, tileSum } from './columnSums.ts';
import { afterNorm, areHalves, groupNorm, halvesOfNorm, type NormVolume, volumeOf } from './groupNorm.ts';
import { groupNormGrad } from './groupNormGrad.ts';
import backwardSource from './instanceNormGradHeld.wgsl';
import forwardSource from './instanceNormHeld.wgsl';
import { groupThreads } from './lanes.ts';

const forward = storageShader('instanceNormHeld.wgsl', forwardSource, [tileSum]);
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
	const isHalf = areHalves(backend, inputs, volume);
	const y = isHalf ? backend.outputHalves(inputs.x!.shape) : backend.output(inputs.x!.shape);
	const [mean, scale] = [backend.output([batch, channels]), backend.output([batch, channels])];
	const after = afterNorm(inputs, attributes);
	backend.run(isHalf ? forward.halves : forward.floats, {
		...tile,
		constants: { ...tile.constants, ...after.constants },
		params: { rows, columns, epsilon: attributes.epsilon as number, ...after.params },
		tensors: { ...inputs, y, mean, scale },
		halves: isHalf ? halvesOfNorm : [],
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
