import { parseNumber, parseNumbers, words } from '../headerNumbers.ts';
import { VolumeError } from '../volumeError.ts';
import type { NrrdHeader } from './nrrdHeader.ts';
import { NRRD_SPACES, type NrrdSpace, OTHER_KINDS, SPATIAL_KINDS, UNNAMED_SPACE } from './nrrdTypes.ts';

// Fields of a header that speak of its axes.

/** A direction or a position. */
export type Vector = readonly number[];

/** A space with a dimension that "space dimension" may have set. */
export type ReadSpace = { readonly dimension: number } & Omit<NrrdSpace, 'dimension'>;

/** Millimetres of the units that are read; others count as mm. */
const MM_PER_UNIT: ReadonlyMap<string, number> = new Map([
	['m', 1000],
	['cm', 10],
	['um', 0.001],
	['µm', 0.001],
	['micron', 0.001],
	['nm', 1e-6],
]);

export function readSpace(header: NrrdHeader): ReadSpace {
	const name = header.fields.get('space');
	const count = header.fields.get('space dimension');
	if (name !== undefined) {
		if (count !== undefined)
			throw fieldFault(header, 'space dimension', 'stands beside "space"; one of them is enough');
		const space = NRRD_SPACES.get(name.toLowerCase());
		if (space === undefined)
			throw fieldFault(header, 'space', `is ${JSON.stringify(name)}, which NRRD does not know`);
		return space;
	}
	if (count === undefined) return UNNAMED_SPACE;
	if (!/^[1-3]$/.test(count)) throw fieldFault(header, 'space dimension', `is ${count}; 1 to 3 are read`);
	return { ...UNNAMED_SPACE, dimension: Number(count) };
}

export function readKinds(header: NrrdHeader, dimension: number): readonly (string | undefined)[] {
	const text = header.fields.get('kinds');
	if (text === undefined) return new Array(dimension).fill(undefined);
	const kinds = words(text.toLowerCase());
	const unknown = kinds.find((kind) => !SPATIAL_KINDS.has(kind) && !OTHER_KINDS.has(kind));
	if (unknown !== undefined)
		throw fieldFault(header, 'kinds', `holds ${JSON.stringify(unknown)}, which NRRD does not know`);
	if (kinds.length !== dimension) throw wrongCount(header, 'kinds', kinds.length, dimension);
	return kinds;
}

/** One vector an axis, undefined for `none`; undefined altogether where the field is missing. */
export function readDirections(
	header: NrrdHeader,
	dimension: number,
	spaceDimension: number,
): readonly (Vector | undefined)[] | undefined {
	const text = header.fields.get('space directions');
	if (text === undefined) return undefined;
	const parts = text.match(/\([^()]*\)|[^\s()]+/g) ?? [];
	if (parts.length !== dimension) throw wrongCount(header, 'space directions', parts.length, dimension);
	return parts.map((part) => {
		if (/^none$/i.test(part)) return undefined;
		const vector = parseVector(part, spaceDimension);
		if (vector === undefined) {
			throw fieldFault(
				header,
				'space directions',
				`holds ${part}; a direction is none or ${spaceDimension} numbers`,
			);
		}
		if (vector.every(Number.isNaN)) return undefined;
		if (!vector.every(Number.isFinite))
			throw fieldFault(header, 'space directions', `holds ${part}, which is not finite`);
		const mixed = vector.length === 4 && vector[3] !== 0 && vector.slice(0, 3).some((value) => value !== 0);
		if (mixed)
			throw fieldFault(
				header,
				'space directions',
				`holds ${part}, which runs through space and time at once`,
			);
		return vector;
	});
}

export function readOrigin(header: NrrdHeader, spaceDimension: number): Vector {
	const text = header.fields.get('space origin');
	if (text === undefined || /^none$/i.test(text)) return [0, 0, 0];
	const origin = parseVector(text, spaceDimension);
	if (origin === undefined || !origin.every(Number.isFinite)) {
		throw fieldFault(
			header,
			'space origin',
			`is ${text}; it is ${spaceDimension} finite numbers in brackets`,
		);
	}
	return origin;
}

function parseVector(text: string, length: number): Vector | undefined {
	const inner = /^\((.*)\)$/.exec(text)?.[1];
	const numbers = inner?.split(',').map((word) => parseNumber(word.trim()));
	if (numbers?.length !== length) return undefined;
	return numbers.every((number) => number !== undefined) ? numbers : undefined;
}

export function readPerAxis(header: NrrdHeader, field: string, dimension: number): number[] | undefined {
	const text = header.fields.get(field);
	if (text === undefined) return undefined;
	const numbers = parseNumbers(text);
	if (numbers === undefined)
		throw fieldFault(header, field, `is ${JSON.stringify(text)}; it is a number an axis`);
	if (numbers.length !== dimension) throw wrongCount(header, field, numbers.length, dimension);
	return numbers;
}

export function readUnitScale(header: NrrdHeader): number {
	const units = [...(header.fields.get('space units') ?? '').matchAll(/"([^"]*)"/g)].map(([, unit]) => unit);
	const scales = units.slice(0, 3).map((unit) => MM_PER_UNIT.get(unit.trim().toLowerCase()) ?? 1);
	if (new Set(scales).size > 1)
		throw fieldFault(header, 'space units', 'differ from axis to axis, which is not read');
	return scales[0] ?? 1;
}

function wrongCount(header: NrrdHeader, field: string, count: number, dimension: number): VolumeError {
	return fieldFault(header, field, `has ${count} entries for a dimension of ${dimension}`);
}

export function fieldFault({ name }: NrrdHeader, field: string, what: string): VolumeError {
	return new VolumeError(`${name}: the NRRD field "${field}" ${what}`);
}
