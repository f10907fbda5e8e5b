import { type Kernel, sizeOf, type TensorInfo } from '../backend/kernel.ts';
import { spread } from '../backend/workgroups.ts';
import { defineShader } from '../shader/shader.ts';
import { powerOfTwo } from './chunks.ts';
import { channelSumShader } from './columnSums.ts';
import { groupThreads, laneFor, widthOf } from './lanes.ts';
import portionSource from './softmaxPortion.wgsl';
import forwardSource from './softmaxRegionSums.wgsl';
import backwardSource from './softmaxRegionSumsGrad.wgsl';

const portions = { file: 'softmaxPortion.wgsl', source: portionSource };
const forward = defineShader('softmaxRegionSums.wgsl', forwardSource, [portions]);
const backward = defineShader('softmaxRegionSumsGrad.wgsl', backwardSource, [portions]);

/** Logits in workgroup memory, as in softmaxPortion.wgsl. */
const held = 3072;
const enoughGroups = 512;

/** Voxels and classes of [B, …space, C], and how many voxels are in workgroup memory at once; 0 where none fits. */
function regionsOf({ shape }: TensorInfo) {
	const [batch, classes] = [shape[0]!, shape[shape.length - 1]!];
	const portion = Math.min(Math.floor(held / classes), groupThreads);
	return { batch, classes, voxels: sizeOf(shape) / (batch * classes), portion };
}

export const softmaxRegionSums: Kernel = (backend, { logits, labels }, attributes) => {
	const ignoreLabel = attributes.ignoreLabel as number;
	const { batch, classes, voxels, portion } = regionsOf(logits!);
	if (portion < 1) return undefined;
	const across = Math.min(powerOfTwo(classes), groupThreads);
	const portions = Math.ceil(voxels / portion);
	const chunk = portion * Math.max(Math.ceil((portions * batch) / enoughGroups), 1);
	const chunks = Math.ceil(voxels / chunk);
	const sums = backend.output([batch, ...(chunks === 1 ? [] : [chunks]), classes, 5]);
	backend.run(forward, {
		constants: { across },
		params: { voxels, chunk, portion, classes, ignoreLabel },
		tensors: { logits, labels, sums },
		workgroups: [chunks, Math.ceil(classes / across), batch],
	});
	if (chunks === 1) return [sums];
	const joined = backend.output([batch, classes, 5]);
	const lane = laneFor(classes * 5);
	const columns = (classes * 5) / widthOf(lane);
	const tile = Math.min(powerOfTwo(columns), 32);
	backend.run(channelSumShader, {
		constants: { Lane: lane, tile },
		params: { rows: chunks, columns, chunkRows: chunks },
		tensors: { x: sums, sums: joined },
		workgroups: [1, Math.ceil(columns / tile), batch],
	});
	return [joined];
};

export const softmaxRegionSumsGrad: Kernel = (backend, { dy, logits, labels }, attributes) => {
	const ignoreLabel = attributes.ignoreLabel as number;
	const { batch, classes, voxels, portion } = regionsOf(logits!);
	if (portion < 1) return undefined;
	const [x, y] = spread(voxels, portion);
	const dlogits = backend.output(logits!.shape);
	backend.run(backward, {
		params: { voxels, portion, classes, ignoreLabel },
		tensors: { dy, logits, labels, dlogits },
		workgroups: [x, y, batch],
	});
	return [dlogits];
};
