import type { ChosenBundle } from '../input/bundleFiles.ts';
import type { OpenedScan } from '../input/openScan.ts';
import type { EngineReport } from '../segmentation/startEngine.ts';

/** A scan in one line: name, voxels, their size. */
export function scanLine({ name, volume }: OpenedScan): string {
	const spacing = volume.spacingMm.map((mm) => Number(mm.toFixed(2))).join(' × ');
	const channels = volume.channels > 1 ? `, ${volume.channels} channels` : '';
	return `${name}: ${volume.shape.join(' × ')} voxels of ${spacing} mm${channels}`;
}

/** A bundle in one line: what it is and what it finds. */
export function bundleLine({ title, spec }: ChosenBundle): string {
	const names = spec.labels.slice(1).map(({ name }) => name);
	return `${title}: network ${spec.model.name}, finds ${names.join(', ')}`;
}

/** What computes and why, in a sentence or two. */
export function engineLine({ backend, threads, reason }: EngineReport): string {
	return `Backend ${backend}, ${threads} ${threads === 1 ? 'thread' : 'threads'}. ${reason}`;
}
