import { type ReadVolumeOptions, readVolume, type Volume } from '@unetr/volume';

/** Reads an image of any kind: a volume file, told by its content. */
export function readImage(path: string, options?: ReadVolumeOptions): Promise<Volume> {
	return readVolume(path, options);
}
