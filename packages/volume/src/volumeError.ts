/** What this package throws when a volume, a data set or a split cannot be read, written or used. */
export class VolumeError extends Error {
	override name = 'VolumeError';
}
