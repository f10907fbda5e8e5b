import { VolumeError } from '../volumeError.ts';

/**
 * Checks that files can share voxels: each holds all of the first axes, one slice or one slab of the last.
 * @param axesPerFile number of axes that a file holds, where the header says it
 * @throws VolumeError where they cannot, or a file is named twice
 */
export function checkShare(
	names: readonly string[],
	sizes: readonly number[],
	axesPerFile: number | undefined,
	header: string,
): void {
	if (new Set(names).size < names.length) {
		throw new VolumeError(`${header}: its list of data files names a file twice`);
	}
	const last = sizes[sizes.length - 1];
	const fits =
		axesPerFile === undefined || axesPerFile === sizes.length
			? names.length > 0 && last % names.length === 0
			: sizes.slice(axesPerFile).reduce((product, size) => product * size, 1) === names.length;
	if (fits) return;
	throw new VolumeError(
		`${header}: it names ${names.length} data file(s), which cannot share ${sizes.join(' x ')} voxels evenly`,
	);
}
