/** How a backend answers for an op: with a kernel of its own (a function), or with the reason why it has none. */
export type Answer = ((...args: never[]) => unknown) | { readonly fallback: string };

const begin = '<!-- support table: written by `pnpm support-table` -->';
const end = '<!-- end of support table -->';

/**
 * Which backend has a kernel of its own for which op, as a Markdown table.
 *
 * @param opNames every op
 * @param rosters for each backend its answer for every op
 */
export function supportTable(
	opNames: readonly string[],
	rosters: Readonly<Record<string, Readonly<Partial<Record<string, Answer>>>>>,
): string {
	const backends = Object.keys(rosters);
	const rows = [...opNames].sort().map((name) => {
		const answers = backends.map((backend) => answerText(rosters[backend]![name]));
		return `| \`${name}\` | reference | ${answers.join(' | ')} |`;
	});
	return [
		`| op | any tfjs backend | ${backends.map((backend) => `\`${backend}\``).join(' | ')} |`,
		`|---|---|${backends.map(() => '---|').join('')}`,
		...rows,
	].join('\n');
}

function answerText(answer: Answer | undefined): string {
	if (typeof answer === 'function') return '**kernel**';
	return answer === undefined ? 'reference' : `reference: ${answer.fallback}`;
}

/**
 * Puts a table between the two marks of a Markdown text.
 *
 * @throws Error where the text lacks the marks
 */
export function withSupportTable(markdown: string, table: string): string {
	const from = markdown.indexOf(begin);
	const to = markdown.indexOf(end);
	if (from < 0 || to < from) throw new Error(`the text needs the lines "${begin}" and "${end}"`);
	return `${markdown.slice(0, from)}${begin}\n\n${table}\n\n${markdown.slice(to)}`;
}
