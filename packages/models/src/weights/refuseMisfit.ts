import { ModelError } from '../modelError.ts';
import type { KeyReport } from './matchKeys.ts';

function some(what: string, keys: readonly string[]): string[] {
	if (keys.length === 0) return [];
	const rest = keys.length > 3 ? ` and ${keys.length - 3} more` : '';
	return [`${what} ${keys.slice(0, 3).join(', ')}${rest}`];
}

/**
 * @param hint what the caller could do about shapes, if anything.
 * @throws ModelError if a key is missing, unexpected or of another shape, or copies of a tied tensor differ.
 */
export function refuseMisfit({ missing, unexpected, mismatched, torn }: KeyReport, hint = ''): void {
	const shapes = mismatched.map(({ key, expected, found }) => `${key} ([${found}] for [${expected}])`);
	const ties = torn.map(({ key, alias }) => `${key} and ${alias}`);
	const faults = [
		...some('missing', missing),
		...some('unexpected', unexpected),
		...some('of another shape', shapes),
		...some('one tensor in the model but two that differ', ties),
	];
	if (faults.length === 0) return;
	throw new ModelError(`the weights do not fit the model: ${faults.join('; ')}${hint}`);
}
