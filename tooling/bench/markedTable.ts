/**
 * Puts a table between two marks of a Markdown text.
 *
 * @throws Error where the text lacks the marks
 */
export function withMarkedTable(
	markdown: string,
	[begin, end]: readonly [string, string],
	table: string,
): string {
	const [from, to] = [markdown.indexOf(begin), markdown.indexOf(end)];
	if (from < 0 || to < from) throw new Error(`the text needs the lines "${begin}" and "${end}"`);
	return `${markdown.slice(0, from)}${begin}\n\n${table}\n\n${markdown.slice(to)}`;
}
