import { readVolume } from '@unetr/volume';
import { listVolumeFiles } from '../files/volumeFiles.ts';
import type { CommandResult } from '../usage/command.ts';

/** Describes the volumes of a folder, one line each. */
export async function inspectFolder(path: string): Promise<CommandResult> {
	const volumes = [];
	for (const file of await listVolumeFiles(path)) {
		const { shape, channels, spacingMm, header } = await readVolume(file);
		volumes.push({ path: file, shape, channels, spacing: spacingMm, dtype: header.datatype });
	}
	return {
		json: { kind: 'folder', volumes },
		lines: volumes.map(
			({ path: file, shape, spacing, dtype }) =>
				`${file}  ${shape.join('×')}  ${spacing.map((mm) => Number(mm.toFixed(3))).join('×')} mm  ${dtype}`,
		),
	};
}
