import type { PixelCoding } from '../parse/transferSyntax.ts';

/** Decodes one compressed frame to samples of 8 bits, or of 16 in little endian; throws what its codec throws. */
export type FrameDecoder = (encoded: Uint8Array) => Uint8Array;

/** A decoder of a codec that was compiled from C++. */
interface CodecDecoder {
	/** Room for the compressed bytes in the codec's memory. */
	getEncodedBuffer(byteCount: number): Uint8Array;
	decode(): void;
	/** The samples in the codec's memory, until the next call. */
	getDecodedBuffer(): Uint8Array;
	delete(): void;
}

/** Where a codec would print. */
interface Quiet {
	print(): void;
	printErr(): void;
}

/** Makes an instance of a codec with a decoder class of this name. */
export type LoadCodec<Name extends string> = (
	options: Quiet,
) => Promise<Readonly<Record<Name, new () => CodecDecoder>>>;

/** Codings that need a codec of their own. */
export type CompressedCoding = Exclude<PixelCoding, 'native' | 'rle'>;

/** A codec of C++ can be set up once in a process; its memory is then used again. */
const loaded = new Map<CompressedCoding, Promise<FrameDecoder>>();

/**
 * Loads the decoder of a coding; a program that never meets one never loads it. All are plain JavaScript in
 * packages of their own, so nothing has to be found or fetched beside them.
 */
export function loadDecoder(coding: CompressedCoding): Promise<FrameDecoder> {
	const decoder = loaded.get(coding) ?? LOADERS[coding]();
	loaded.set(coding, decoder);
	return decoder;
}

// The codecs keep the options that they are given as their own state, so each gets an object of its own.
const quiet = (): Quiet => ({ print: () => undefined, printErr: () => undefined });

const LOADERS: Readonly<Record<CompressedCoding, () => Promise<FrameDecoder>>> = {
	'jpeg-lossless': async () => {
		const { Decoder } = await import('jpeg-lossless-decoder-js');
		return (encoded) => {
			const copy = new Uint8Array(encoded);
			return new Uint8Array(new Decoder().decompress(copy.buffer, 0, copy.length));
		};
	},
	'jpeg-ls': async () => {
		const { default: load } = await import('@cornerstonejs/codec-charls/decode');
		return decodeWith((await load(quiet())).JpegLSDecoder);
	},
	'jpeg-2000': async () => {
		const { default: load } = await import('@cornerstonejs/codec-openjpeg/decode');
		return decodeWith((await load(quiet())).J2KDecoder);
	},
	'jpeg-8bit': async () => {
		const { default: load } = await import('@cornerstonejs/codec-libjpeg-turbo-8bit/decode');
		return decodeWith((await load(quiet())).JPEGDecoder);
	},
};

function decodeWith(Decoder: new () => CodecDecoder): FrameDecoder {
	return (encoded) => {
		const decoder = new Decoder();
		try {
			decoder.getEncodedBuffer(encoded.length).set(encoded);
			decoder.decode();
			return new Uint8Array(decoder.getDecodedBuffer());
		} finally {
			decoder.delete();
		}
	};
}
