export { DicomError } from './dicomError.ts';
export { DicomDataset, type DicomElement } from './parse/dicomDataset.ts';
export { type DicomFile, isDicom, parseDicom } from './parse/parseDicom.ts';
export type { DicomKeyword } from './parse/tags.ts';
export type { PixelCoding, TransferSyntax } from './parse/transferSyntax.ts';
