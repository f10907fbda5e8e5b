import { Refusal } from '../refusal.ts';

/**
 * Reads JSON that a person may have written.
 *
 * @param where file or flag that it comes from
 * @throws Refusal where it is none
 */
export function parseJson(text: string, where: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		throw new Refusal(`${where} is not valid JSON; check it for missing commas or quotes.`);
	}
}
