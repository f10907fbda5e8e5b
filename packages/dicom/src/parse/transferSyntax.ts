import { type Encoding, EXPLICIT_LITTLE, IMPLICIT_LITTLE } from './elementHeader.ts';

/** How the pixels of a file are packed. */
export type PixelCoding = 'native' | 'rle' | 'jpeg-8bit' | 'jpeg-lossless' | 'jpeg-ls' | 'jpeg-2000';

/** What a transfer syntax UID stands for. */
export interface TransferSyntax {
	readonly uid: string;
	readonly encoding: Encoding;
	/** Whether the data set behind the file meta information is deflated. */
	readonly isDeflated: boolean;
	/** Undefined where the pixels are of a kind that is not read (video, JPEG XL …). */
	readonly pixels: PixelCoding | undefined;
}

const ROOT = '1.2.840.10008.1.2';

const PIXELS: Readonly<Record<string, PixelCoding>> = {
	[ROOT]: 'native',
	[`${ROOT}.1`]: 'native',
	[`${ROOT}.1.99`]: 'native',
	[`${ROOT}.2`]: 'native',
	[`${ROOT}.4.50`]: 'jpeg-8bit',
	[`${ROOT}.4.57`]: 'jpeg-lossless',
	[`${ROOT}.4.70`]: 'jpeg-lossless',
	[`${ROOT}.4.80`]: 'jpeg-ls',
	[`${ROOT}.4.81`]: 'jpeg-ls',
	[`${ROOT}.4.90`]: 'jpeg-2000',
	[`${ROOT}.4.91`]: 'jpeg-2000',
	[`${ROOT}.5`]: 'rle',
};

/** What a transfer syntax UID stands for; every one but three is explicit VR, little endian (PS3.5 section 10). */
export function transferSyntax(uid: string): TransferSyntax {
	const encoding =
		uid === ROOT
			? IMPLICIT_LITTLE
			: uid === `${ROOT}.2`
				? { explicitVr: true, littleEndian: false }
				: EXPLICIT_LITTLE;
	return {
		uid,
		encoding,
		isDeflated: uid === `${ROOT}.1.99`,
		pixels: Object.hasOwn(PIXELS, uid) ? PIXELS[uid] : undefined,
	};
}
