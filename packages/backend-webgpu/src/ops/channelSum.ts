import type { Kernel } from '../backend/kernel.ts';
import { channelSumShader, columnSums } from './columnSums.ts';
import { laneRows } from './lanes.ts';

export const channelSum: Kernel = (backend, { x }) => [
	columnSums(backend, channelSumShader, { x }, laneRows(x!)),
];
