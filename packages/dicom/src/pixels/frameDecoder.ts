import { DicomError } from '../dicomError.ts';
import type { PixelCoding } from '../parse/transferSyntax.ts';
import { isNode } from '../source/nodeFiles.ts';

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

/** What a codec is told: where to print, and, where it cannot find it by itself, its WebAssembly. */
interface CodecOptions {
	print(): void;
	printErr(): void;
	readonly wasmBinary?: ArrayBuffer;
}

/**
 * Makes an instance of a codec with a decoder class of this name.
 * @public used by the declarations of the codecs' modules
 */
export type LoadCodec<Name extends string> = (
	options: CodecOptions,
) => Promise<Readonly<Record<Name, new () => CodecDecoder>>>;

/** Codings that need a codec of their own. */
export type CompressedCoding = Exclude<PixelCoding, 'native' | 'rle'>;

/** Codecs that are set up; the memory of one is used again. */
const loaded = new Map<CompressedCoding, Promise<FrameDecoder>>();

/**
 * Loads the decoder of a coding; a program that never meets one never loads it.
 * One that failed is not used again: CharLS refuses good images after some bad ones.
 */
export function loadDecoder(coding: CompressedCoding): Promise<FrameDecoder> {
	const known = loaded.get(coding);
	if (known !== undefined) return known;
	const decoder = LOADERS[coding]().then(
		(decode): FrameDecoder =>
			(encoded) => {
				try {
					return decode(encoded);
				} catch (cause) {
					loaded.delete(coding);
					throw cause;
				}
			},
	);
	loaded.set(coding, decoder);
	decoder.catch(() => loaded.delete(coding));
	return decoder;
}

const LOADERS: Readonly<Record<CompressedCoding, () => Promise<FrameDecoder>>> = {
	'jpeg-lossless': async () => {
		const { Decoder } = await import('jpeg-lossless-decoder-js');
		return (encoded) => {
			const copy = new Uint8Array(encoded);
			return new Uint8Array(new Decoder().decompress(copy.buffer, 0, copy.length));
		};
	},
	'jpeg-ls': async () => {
		const { default: load } = await import('@cornerstonejs/codec-charls/decodewasmjs');
		const options = await codecOptions(() => new URL('./charls.wasm', import.meta.url));
		return decodeWith((await load(options)).JpegLSDecoder);
	},
	'jpeg-2000': async () => {
		const { default: load } = await import('@cornerstonejs/codec-openjpeg/decodewasmjs');
		const options = await codecOptions(() => new URL('./openjpeg.wasm', import.meta.url));
		return decodeWith((await load(options)).J2KDecoder);
	},
	'jpeg-8bit': async () => {
		const { default: load } = await import('@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs');
		const options = await codecOptions(() => new URL('./libjpeg.wasm', import.meta.url));
		return decodeWith((await load(options)).JPEGDecoder);
	},
};

/**
 * In Node a codec finds its WebAssembly in its own package; in a browser it comes from beside this package's scripts,
 * as bundlers resolve the URL. A codec keeps its options as its own state, so each gets an object of its own.
 */
async function codecOptions(beside: () => URL): Promise<CodecOptions> {
	const options = { print: () => undefined, printErr: () => undefined };
	if (isNode()) return options;
	const url = beside();
	const response = await fetch(url);
	if (response.ok) return { ...options, wasmBinary: await response.arrayBuffer() };
	throw new DicomError(
		`the decoder for compressed pixels is not at ${url.href} (status ${response.status}); serve the .wasm files of @unetr/dicom beside its scripts`,
	);
}

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
