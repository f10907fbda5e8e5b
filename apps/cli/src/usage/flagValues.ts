import { z } from 'zod';
import { UsageError } from './usageError.ts';

/** A whole number from `least` on. */
export function wholeFlag(name: string, value: string | boolean | undefined, least = 1): number | undefined {
	return numberFlag(name, value, z.coerce.number().int().min(least), `a whole number from ${least}`);
}

/** A number above 0. */
export function positiveFlag(name: string, value: string | boolean | undefined): number | undefined {
	return numberFlag(name, value, z.coerce.number().positive(), 'a number above 0');
}

/** A share from 0 to below 1. */
export function shareFlag(name: string, value: string | boolean | undefined): number | undefined {
	return numberFlag(name, value, z.coerce.number().min(0).lt(1), 'a number from 0 to below 1');
}

/** A text flag; switches never reach it. */
export function textFlag(value: string | boolean | undefined): string | undefined {
	return typeof value === 'string' ? value : undefined;
}

function numberFlag(
	name: string,
	value: string | boolean | undefined,
	schema: z.ZodType<number>,
	wanted: string,
): number | undefined {
	if (value === undefined) return undefined;
	const parsed = schema.safeParse(value);
	if (!parsed.success) throw new UsageError(`--${name} must be ${wanted}, not "${value}".`);
	return parsed.data;
}
