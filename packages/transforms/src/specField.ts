import { TransformsError } from './transformsError.ts';

/** A JSON object, with no keys but the known ones where they are given. */
export function asObject(json: unknown, where: string, known?: readonly string[]): Record<string, unknown> {
	if (typeof json !== 'object' || json === null || Array.isArray(json)) {
		throw invalid(where, json, 'an object');
	}
	const unknown = known === undefined ? undefined : Object.keys(json).find((key) => !known.includes(key));
	if (unknown === undefined) return json as Record<string, unknown>;
	throw new TransformsError(`${where} has the unknown field "${unknown}"; known are ${known?.join(', ')}.`);
}

/** The error for a field that holds what it may not. */
export function invalid(where: string, value: unknown, expected: string): TransformsError {
	return new TransformsError(`${where} is ${JSON.stringify(value) ?? 'missing'}; it must be ${expected}.`);
}

/** A range [low, high] of finite numbers from a field. */
export function range(
	spec: Record<string, unknown>,
	where: string,
	field: string,
): readonly [number, number] {
	const value = spec[field];
	if (Array.isArray(value) && value.length === 2 && value.every((x) => Number.isFinite(x))) {
		return [value[0] as number, value[1] as number];
	}
	throw invalid(`${where}.${field}`, value, 'two finite numbers [low, high]');
}

/** A boolean from a field, or what it is where the field is left out. */
export function flag(
	spec: Record<string, unknown>,
	where: string,
	field: string,
	fallback: boolean,
): boolean {
	const value = spec[field] ?? fallback;
	if (typeof value === 'boolean') return value;
	throw invalid(`${where}.${field}`, value, 'true or false');
}
