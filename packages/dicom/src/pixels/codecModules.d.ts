// The parts of the codecs that are used; none of these packages brings types.

declare module '@cornerstonejs/codec-charls/decodewasmjs' {
	const load: import('./frameDecoder.ts').LoadCodec<'JpegLSDecoder'>;
	export default load;
}

declare module '@cornerstonejs/codec-openjpeg/decodewasmjs' {
	const load: import('./frameDecoder.ts').LoadCodec<'J2KDecoder'>;
	export default load;
}

declare module '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs' {
	const load: import('./frameDecoder.ts').LoadCodec<'JPEGDecoder'>;
	export default load;
}

declare module 'jpeg-lossless-decoder-js' {
	export class Decoder {
		/** Decodes a single-component image into 8 or 16 bit samples of the machine's byte order. */
		decompress(buffer: ArrayBuffer, offset?: number, length?: number): ArrayBuffer;
	}
}
