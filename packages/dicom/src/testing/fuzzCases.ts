import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Volume } from '@unetr/volume';
import { DicomError } from '../dicomError.ts';
import { readDicom } from '../readDicom.ts';
import { mutant, randomNumbers, structureOf } from './mutateDicom.ts';

// What fuzzing starts from, and what may come of it.

const fixtures = fileURLToPath(new URL('../../../../tooling/fixtures/', import.meta.url));

/** A small image of each transfer syntax, by name. */
export function syntaxFile(name: string): Uint8Array<ArrayBuffer> {
	return new Uint8Array(readFileSync(`${fixtures}dicom/syntaxes/${name}.dcm`));
}

/** The slices of a small series. */
const series = ['0', '1', '2'].map(
	(name) => new Uint8Array(readFileSync(`${fixtures}hostile/dicom/rescale-per-slice/${name}.dcm`)),
);

const singles = [
	...readdirSync(`${fixtures}dicom/syntaxes`).map((name) => `dicom/syntaxes/${name}`),
	...['multiframe-shuffled', 'undefined-length', 'icon-sequence', 'signed-12bit'].map(
		(name) => `hostile/dicom/${name}.dcm`,
	),
].map((path) => new Uint8Array(readFileSync(fixtures + path)));

const ENGINE_TEXT =
	/Invalid (typed )?array length|outside the bounds|call stack|Cannot read prop|is undefined|allocation failed|is not a function|DataView/;

/**
 * Reads a source that may be damaged.
 * @returns the volume, or undefined where it is refused
 * @throws where the refusal is not this package's own, or the volume does not hold together
 */
export async function readOrRefuse(source: Uint8Array | readonly Uint8Array[]): Promise<Volume | undefined> {
	try {
		return await readDicom(source);
	} catch (cause) {
		if (cause instanceof DicomError && !ENGINE_TEXT.test(cause.message)) return undefined;
		throw new Error(`a foreign error: ${cause}`, { cause });
	}
}

const bases = [...singles, ...series].map((bytes) => ({ bytes, structure: structureOf(bytes) }));

/**
 * Reads the n-th mutant of a single file, or of a slice beside the others of its series.
 * @returns whether it was read; false where it was refused
 * @throws Error where it is neither
 */
export async function tryImage(n: number): Promise<boolean> {
	const below = randomNumbers(n);
	const which = below(bases.length);
	const { bytes, structure } = bases[which]!;
	const changed = mutant(bytes, structure, below);
	const others = which < singles.length ? [] : series.filter((slice) => slice !== bytes);
	return (await readOrRefuse([changed, ...others])) !== undefined;
}
