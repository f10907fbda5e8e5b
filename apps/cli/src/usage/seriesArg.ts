import type { ArgDef } from 'citty';

/** Flag of the commands that read images. */
export const SERIES_ARG: Record<string, ArgDef> = {
	series: { type: 'string', valueHint: 'uid', description: 'SeriesInstanceUID, where DICOM holds several' },
};
