/** A piece of markup that is safe to insert as it stands. */
export interface Markup {
	readonly markup: string;
}

type Insert = string | number | Markup | readonly Markup[] | null | undefined | false;

/** Builds markup; inserted strings and numbers are escaped, markup and lists of markup are not. */
export function html(parts: TemplateStringsArray, ...inserts: readonly Insert[]): Markup {
	let markup = parts[0] ?? '';
	inserts.forEach((insert, index) => {
		markup += asMarkup(insert) + (parts[index + 1] ?? '');
	});
	return { markup };
}

/** Marks a string from a trusted renderer (an SVG, a data address) as markup. */
export function trusted(markup: string): Markup {
	return { markup };
}

const ESCAPES: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

function asMarkup(insert: Insert): string {
	if (insert === null || insert === undefined || insert === false) return '';
	if (typeof insert === 'string' || typeof insert === 'number') {
		return String(insert).replace(/[&<>"']/g, (character) => ESCAPES[character]!);
	}
	if ('markup' in insert) return insert.markup;
	return insert.map((piece) => piece.markup).join('\n');
}
