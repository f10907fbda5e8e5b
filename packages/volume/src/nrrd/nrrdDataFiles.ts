import { checkShare } from '../detached/checkShare.ts';
import { numberedFiles } from '../detached/numberedFiles.ts';
import type { NrrdHeader } from './nrrdHeader.ts';
import type { NrrdLayout } from './nrrdLayout.ts';

/**
 * Names of the files that hold the voxels, in their order; undefined where they follow the header.
 * @throws VolumeError where the voxels cannot be shared out among so many files
 */
export function nrrdDataFiles(header: NrrdHeader, { sizes }: NrrdLayout): readonly string[] | undefined {
	const entry = header.fields.get('data file');
	if (entry === undefined) return undefined;
	const list = /^LIST(?:\s+(\d+))?$/.exec(entry);
	if (list !== null) {
		checkShare(header.listed, sizes, list[1] === undefined ? undefined : Number(list[1]), header.name);
		return header.listed;
	}
	const numbered = numberedFiles(entry, header.name);
	if (numbered === undefined) return [entry];
	checkShare(numbered.names, sizes, numbered.axesPerFile, header.name);
	return numbered.names;
}
