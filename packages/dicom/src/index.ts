export { DicomError } from './dicomError.ts';
export { encodeStl, type StlSpace } from './mesh/encodeStl.ts';
export { type ExtractSurfaceOptions, extractSurface, type Surface } from './mesh/extractSurface.ts';
export { type WriteStlOptions, writeStl } from './mesh/writeStl.ts';
export { DicomDataset, type DicomElement } from './parse/dicomDataset.ts';
export { type DicomFile, isDicom, parseDicom } from './parse/parseDicom.ts';
export type { DicomKeyword } from './parse/tags.ts';
export type { PixelCoding, TransferSyntax } from './parse/transferSyntax.ts';
