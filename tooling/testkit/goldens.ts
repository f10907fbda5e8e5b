import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/*
 * Reads the golden numbers. It has a safetensors reader of its own, so that a fault in @unetr/checkpoint cannot
 * hide one in the numbers.
 */

const folder = fileURLToPath(new URL('../fixtures/goldens/', import.meta.url));

/** A tensor as PyTorch wrote it: row-major, [N, C, D, H, W]. */
export interface GoldenTensor {
	readonly values: Float32Array<ArrayBuffer>;
	readonly shape: readonly number[];
}

/** An entry of the goldens' index. */
export interface GoldenCase {
	readonly section: string;
	readonly id: string;
	readonly file: string | null;
	readonly prefix?: string;
	readonly reference: string;
	// biome-ignore lint/suspicious/noExplicitAny: arguments and tolerances differ from reference to reference
	readonly [field: string]: any;
}

/** A golden case with its tensors under their names without the case's prefix, and its sidecar where it has one. */
export interface Golden {
	readonly entry: GoldenCase;
	readonly tensors: ReadonlyMap<string, GoldenTensor>;
	// biome-ignore lint/suspicious/noExplicitAny: the sidecar's form is told in the goldens' README
	readonly sidecar: any;
}

const index: { readonly cases: readonly GoldenCase[] } = JSON.parse(
	readFileSync(`${folder}index.json`, 'utf8'),
);

/** The entries whose id starts with `idPrefix`, such as `ops/conv3d/`. */
export const goldenCases = (idPrefix: string): GoldenCase[] =>
	index.cases.filter((entry) => entry.id.startsWith(idPrefix));

/** Reads one case by its id. */
export function readGolden(id: string): Golden {
	const entry = index.cases.find((candidate) => candidate.id === id);
	if (!entry) throw new Error(`no golden case '${id}'`);
	if (!entry.file) return { entry, tensors: new Map(), sidecar: null };
	const all = readTensors(`${folder}${entry.file}`);
	const prefix = entry.prefix ?? '';
	const own = [...all].filter(([name]) => name.startsWith(prefix));
	const tensors = new Map(own.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
	const sidecar = entry.section === 'models' ? readSidecar(entry.file) : null;
	return { entry, tensors, sidecar };
}

const readSidecar = (file: string): unknown =>
	JSON.parse(readFileSync(`${folder}${file.replace(/safetensors$/, 'json')}`, 'utf8'));

const arrays = {
	F32: Float32Array,
	F64: Float64Array,
	I8: Int8Array,
	U8: Uint8Array,
	I16: Int16Array,
	I32: Int32Array,
	I64: BigInt64Array,
	U16: Uint16Array,
} as const;

function readTensors(path: string): Map<string, GoldenTensor> {
	const bytes = readFileSync(path);
	const headerLength = Number(bytes.readBigUInt64LE(0));
	const header: Record<
		string,
		{ dtype: keyof typeof arrays; shape: number[]; data_offsets: [number, number] }
	> = JSON.parse(bytes.toString('utf8', 8, 8 + headerLength));
	const tensors = new Map<string, GoldenTensor>();
	for (const [name, entry] of Object.entries(header)) {
		if (name === '__metadata__') continue;
		const [start, end] = entry.data_offsets;
		const data = new Uint8Array(bytes.subarray(8 + headerLength + start, 8 + headerLength + end)).buffer;
		const typed = new arrays[entry.dtype](data);
		const values = Float32Array.from(typed as ArrayLike<number | bigint>, Number);
		tensors.set(name, { values, shape: entry.shape });
	}
	return tensors;
}
