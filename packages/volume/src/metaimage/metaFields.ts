import { parseNumbers } from '../headerNumbers.ts';
import { VolumeError } from '../volumeError.ts';
import type { MetaHeader } from './metaHeader.ts';

// Fields of a header by any of the names that MetaImage has for them.

/**
 * The field by the first name under which it stands.
 * @throws VolumeError where it stands under two names that disagree
 */
export function readField(header: MetaHeader, ...names: string[]): string | undefined {
	const found = names.filter((name) => header.fields.has(name));
	const values = new Set(found.map((name) => header.fields.get(name)));
	if (values.size > 1) throw metaFault(header, found.join(' and '), 'are one field but disagree');
	return header.fields.get(found[0] ?? '');
}

/** Finite numbers of a field, exactly so many. */
export function readNumbers(header: MetaHeader, count: number, ...names: string[]): number[] | undefined {
	const text = readField(header, ...names);
	if (text === undefined) return undefined;
	const numbers = parseNumbers(text);
	const field = names.find((name) => header.fields.has(name))!;
	if (numbers?.length !== count)
		throw metaFault(header, field, `is ${JSON.stringify(text)}; it holds ${count} numbers`);
	if (!numbers.every(Number.isFinite)) throw metaFault(header, field, `is ${text}, which is not finite`);
	return numbers;
}

/** True or False of a field. */
export function readFlag(header: MetaHeader, ...names: string[]): boolean | undefined {
	const text = readField(header, ...names);
	if (text === undefined) return undefined;
	if (/^(true|t|1)$/i.test(text)) return true;
	if (/^(false|f|0)$/i.test(text)) return false;
	const field = names.find((name) => header.fields.has(name))!;
	throw metaFault(header, field, `is ${JSON.stringify(text)}; it is True or False`);
}

/** A whole number of a field. */
export function readInteger(header: MetaHeader, name: string, least: number): number | undefined {
	const text = readField(header, name);
	if (text === undefined) return undefined;
	const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
	if (Number.isSafeInteger(value) && value >= least) return value;
	throw metaFault(header, name, `is ${JSON.stringify(text)}; it is a whole number of at least ${least}`);
}

/** What is wrong with a field. */
export function metaFault({ name }: MetaHeader, field: string, what: string): VolumeError {
	return new VolumeError(`${name}: the MetaImage field ${field} ${what}`);
}
