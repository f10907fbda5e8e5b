import { VolumeError } from '../volumeError.ts';

/**
 * Takes a name apart by which a header calls a data file; both slashes separate folders, whatever the system.
 * @param header how messages name the header
 * @throws VolumeError where the name is absolute or leads out of the header's folder
 */
export function dataFileSegments(name: string, header: string): string[] {
	const refused = (why: string): VolumeError =>
		new VolumeError(
			`${header}: its data file ${JSON.stringify(name.slice(0, 200))} ${why}; only files beside the header or in folders below it are read, unless outsideFolder is set`,
		);
	if (name === '' || name.includes('\0') || name.length > 4096) throw refused('is no name of a file');
	if (/^([/\\]|[a-z][a-z0-9+.-]*:)/i.test(name)) throw refused('has an absolute path');
	const segments: string[] = [];
	for (const segment of name.split(/[/\\]+/)) {
		if (segment === '' || segment === '.') continue;
		if (segment !== '..') segments.push(segment);
		else if (segments.pop() === undefined) throw refused('leads out of its folder');
	}
	if (segments.length === 0) throw refused('is a folder');
	return segments;
}
