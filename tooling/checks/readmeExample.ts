/** The example that a package's README promises to run as it stands. */
export interface ReadmeExample {
	readonly language: 'js' | 'sh';
	readonly code: string;
}

const fence = /^```(\w*)[^\n]*\n(.*?)^```\s*$/gms;

/**
 * The first fenced `js` block of a README; for a command line the first `sh` block with an `npx` line, of which
 * only these lines count.
 *
 * @throws Error where the README holds no such block
 */
export function readmeExample(readme: string, language: 'js' | 'sh'): ReadmeExample {
	const blocks = [...readme.matchAll(fence)]
		.filter((match) => match[1] === language)
		.map((match) => match[2]!);
	if (language === 'js' && blocks.length > 0) return { language, code: blocks[0]! };
	const commands = blocks.map(npxLines).find((lines) => lines !== '');
	if (language === 'sh' && commands !== undefined) return { language, code: commands };
	throw new Error(`README.md has no fenced ${language} example to run`);
}

function npxLines(block: string): string {
	const joined = block.replaceAll(/\s*\\\n\s*/g, ' ');
	return joined
		.split('\n')
		.filter((line) => line.startsWith('npx '))
		.join('\n');
}
