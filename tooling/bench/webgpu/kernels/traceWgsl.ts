/** A storage buffer of a shader, and the bytes of its elements. */
interface TracedBuffer {
	readonly name: string;
	readonly binding: number;
	readonly elementBytes: number;
}

/** Bindings that a traced shader has beside its own. */
export const traceBindings = { layout: 14, touched: 15 } as const;

/** Bytes of a line of memory, the least that is moved: 128 in the caches of RDNA 2. */
export const lineBytes = 128;

const buffers =
	/@group\(0\)\s*@binding\((\d+)\)\s*var<storage,\s*(?:read|read_write)>\s*(\w+)\s*:\s*array<(\w+)>/g;

/**
 * The text of a shader that notes which lines of its tensors it reads and writes: a bit for each line in each share of
 * its workgroups (`unitGroups` in a row; of `stride` shares one runs, the others return at once).
 *
 * @throws Error where a local name hides a buffer's, so that accesses cannot be told by name
 */
export function traceWgsl(source: string): string {
	const code = source.replace(/\/\/.*$/gm, '');
	const found = [...code.matchAll(buffers)].map(([, binding, name, element]) => ({
		...{ name: name!, binding: Number(binding), elementBytes: bytesOfElement(code, element!) },
	}));
	for (const { name } of found) {
		if (new RegExp(`\\b(?:let|var|const)\\s+${name}\\b`).test(code)) {
			throw new Error(`a local '${name}' hides the buffer of that name`);
		}
	}
	return withUnits(traceAccesses(code, found)) + found.map(touchFunctions).join('') + declarations;
}

function bytesOfElement(code: string, element: string): number {
	const aliased = code.match(new RegExp(`alias\\s+${element}\\s*=\\s*(\\w+)`))?.[1] ?? element;
	return aliased.startsWith('vec4') ? 16 : 4;
}

const declarations = `
struct TraceLayout { groups: vec4u, unitGroups: u32, stride: u32, phase: u32, words: u32, offsets: array<vec4u, 32> }
@group(0) @binding(${traceBindings.layout}) var<uniform> traceLayout: TraceLayout;
@group(0) @binding(${traceBindings.touched}) var<storage, read_write> touched: array<atomic<u32>>;
var<private> traceBase: u32;
`;

/** Marks a read, and a write, of an element of a buffer; an index beyond its end moves nothing. */
const touchFunctions = ({ name, binding, elementBytes }: TracedBuffer): string =>
	[0, 1]
		.map(
			(writes) => `
fn touch${writes}_${name}(at: u32) -> u32 {
	if (at < arrayLength(&${name})) {
		let line = at / ${lineBytes / elementBytes}u;
		atomicOr(&touched[traceBase + traceLayout.offsets[${2 * binding + writes}].x + line / 32], 1u << (line % 32));
	}
	return at;
}`,
		)
		.join('');

function traceAccesses(code: string, found: readonly TracedBuffer[]): string {
	const names = found.map(({ name }) => name).join('|');
	const access = new RegExp(`(?<![\\w.])(${names})\\[`);
	let done = '';
	let rest = code;
	for (let match = rest.match(access); match; match = rest.match(access)) {
		const open = match.index! + match[0].length;
		const close = closingBracket(rest, open);
		const index = traceAccesses(rest.slice(open, close), found);
		const after = rest.slice(close + 1).match(/^(?:\[[^\]]*\]|\.\w+)*\s*=(?!=)/);
		done += `${rest.slice(0, open)}touch${after ? 1 : 0}_${match[1]}(u32(${index}))]`;
		rest = rest.slice(close + 1);
	}
	return done + rest;
}

function closingBracket(text: string, from: number): number {
	let depth = 1;
	for (let at = from; at < text.length; at++) {
		if (text[at] === '[') depth++;
		if (text[at] === ']' && --depth === 0) return at;
	}
	throw new Error('a bracket is not closed');
}

/** Lets workgroups outside the shares that run return at once. */
function withUnits(code: string): string {
	const main = code.match(/fn main\(([^{]*)\)\s*\{/);
	if (!main) throw new Error('there is no function main');
	const own = main[1]!.match(/@builtin\(workgroup_id\)\s*(\w+)/)?.[1];
	const separator = main[1]!.trim().endsWith(',') ? '' : ',';
	const parameters = own ? main[1]! : `${main[1]}${separator} @builtin(workgroup_id) traceGroup: vec3u`;
	const id = own ?? 'traceGroup';
	return code.replace(
		main[0],
		`fn main(${parameters}) {
	let traceUnit = ((${id}.z * traceLayout.groups.y + ${id}.y) * traceLayout.groups.x + ${id}.x) / traceLayout.unitGroups;
	if (traceUnit % traceLayout.stride != traceLayout.phase) { return; }
	traceBase = (traceUnit / traceLayout.stride) * traceLayout.words;`,
	);
}
