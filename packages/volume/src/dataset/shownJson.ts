const LONGEST = 80;

/** A JSON value as a message shows it, cut off where it is long; what is nested too deeply is only named. */
export function shownJson(value: unknown): string {
	let text: string;
	try {
		text = JSON.stringify(value) ?? 'nothing';
	} catch {
		return 'a deeply nested value';
	}
	return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
