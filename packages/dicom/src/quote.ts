/** Text of a file in a message: printable, on one line, not endless. */
export function quote(text: string): string {
	const printable = text.replace(/[^\x20-\x7e]/g, '?');
	return `'${printable.length > 80 ? `${printable.slice(0, 77)}...` : printable}'`;
}
