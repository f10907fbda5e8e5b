/** Threads of a shader's workgroup, whose size may be written with its constants. */
export function workgroupThreads(code: string): number {
	const text = code.replace(/\/\/.*$/gm, '');
	const written = text.match(/@workgroup_size\(([^)]*)\)/);
	if (!written) throw new Error('the shader has no @workgroup_size');
	return written[1]!
		.split(',')
		.map((extent) => evaluate(extent, text))
		.reduce((product, extent) => product * extent, 1);
}

/** A product or quotient of numbers and constants. */
function evaluate(expression: string, text: string): number {
	const terms = expression.trim().split(/\s*([*/])\s*/);
	let value = atomOf(terms[0]!, text);
	for (let at = 1; at < terms.length; at += 2) {
		const next = atomOf(terms[at + 1]!, text);
		value = terms[at] === '*' ? value * next : Math.floor(value / next);
	}
	return value;
}

function atomOf(atom: string, text: string): number {
	if (/^\d+u?$/.test(atom)) return Number.parseInt(atom, 10);
	const defined = text.match(new RegExp(`^const ${atom}\\b[^=]*=([^;]*);`, 'm'));
	if (!defined) throw new Error(`the shader's ${atom} is no constant`);
	return evaluate(defined[1]!, text);
}
