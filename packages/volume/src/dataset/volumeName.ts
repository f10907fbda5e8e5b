const ENDING = /\.(nii(\.gz)?|hdr(\.gz)?|nrrd|nhdr|mha|mhd)$/i;

/** Whether a file's name is that of a volume: an ending of a format that is read, and not hidden. */
export function isVolumeName(name: string): boolean {
	return ENDING.test(name) && !name.slice(name.lastIndexOf('/') + 1).startsWith('.');
}

/** The name of a volume file without its ending. */
export function volumeStem(name: string): string {
	return name.replace(ENDING, '').replace(/\.img(\.gz)?$/i, '');
}
