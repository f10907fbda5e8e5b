import { CheckpointError } from './checkpointError.ts';
import { bytesPerElement, type Dtype, dtypeOf, type TensorValues } from './dtype.ts';
import { encodeHalf } from './encodeHalf.ts';
import { MAX_HEADER_BYTES } from './safetensorsHeader.ts';

/** A tensor to write: its shape and its values in row-major order; the array decides the type in the file. */
export interface TensorToWrite {
	readonly shape: readonly number[];
	readonly values: TensorValues;
	/**
	 * What changes the type written: `'F16'` and `'BF16'` over a Float32Array (to nearest, ties to even), `'BOOL'` over a
	 * Uint8Array, and `'I64'` over whole numbers in a Float64Array.
	 */
	readonly dtype?: Dtype;
}

/** Text entries that travel in the header of the file. */
export interface SafetensorsOptions {
	readonly metadata?: Readonly<Record<string, string>> | ReadonlyMap<string, string>;
}

/** A tensor whose values are made when their turn to be written comes, so that only one is held at a time. */
export interface DeferredTensor {
	readonly dtype: Dtype;
	readonly shape: readonly number[];
	read(): TensorValues | Promise<TensorValues>;
}

/** A tensor's place in the header, with whatever its values come from. */
interface Described {
	readonly name: string;
	readonly dtype: Dtype;
	readonly shape: readonly number[];
}

const countOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);
const byteLengthOf = ({ dtype, shape }: Described): number => bytesPerElement.get(dtype)! * countOf(shape);

function toLongs(name: string, numbers: Float64Array): BigInt64Array {
	if (!numbers.every(Number.isSafeInteger)) {
		throw new CheckpointError(
			`tensor ${JSON.stringify(name)} is I64 but holds a value that is not a whole number`,
		);
	}
	return BigInt64Array.from(numbers, BigInt);
}

/** The type that a tensor is written as. */
export function writtenDtype({ dtype, values }: TensorToWrite): Dtype {
	if (dtype === 'I64' && values instanceof Float64Array) return dtype;
	if (dtype === 'BOOL' && values instanceof Uint8Array) return dtype;
	if ((dtype === 'F16' || dtype === 'BF16') && values instanceof Float32Array) return dtype;
	return dtypeOf(values);
}

/**
 * The bytes of a tensor in a file.
 * @throws CheckpointError if its values do not fill its shape or are not whole where the type is.
 */
export function encodeTensor(name: string, tensor: TensorToWrite): Uint8Array {
	const { shape } = tensor;
	const dtype = writtenDtype(tensor);
	let { values } = tensor;
	if (!shape.every((size) => Number.isSafeInteger(size) && size >= 0) || countOf(shape) !== values.length) {
		throw new CheckpointError(
			`tensor ${JSON.stringify(name)} has ${values.length} values, which do not fill its shape [${shape}]`,
		);
	}
	if (dtype === 'I64' && values instanceof Float64Array) values = toLongs(name, values);
	if (dtype === 'F16' || dtype === 'BF16') values = encodeHalf(values as Float32Array, dtype);
	return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/**
 * The order of tensors in a file, widest type first, and what stands before them.
 * @throws CheckpointError if a name is given twice or reserved, or the header is larger than the format allows.
 */
export function layOut<Tensor extends Described>(
	tensors: readonly Tensor[],
	metadata: SafetensorsOptions['metadata'],
): { readonly ordered: readonly Tensor[]; readonly head: Uint8Array; readonly byteLength: number } {
	const names = new Set<string>();
	for (const { name } of tensors) {
		if (name === '__metadata__')
			throw new CheckpointError('no tensor can be named "__metadata__": the format uses that name itself');
		if (names.has(name)) throw new CheckpointError(`the tensor ${JSON.stringify(name)} is given twice`);
		names.add(name);
	}
	const width = ({ dtype }: Tensor): number => bytesPerElement.get(dtype)!;
	const ordered = tensors.toSorted((a, b) => width(b) - width(a));
	const header = encodeHeader(ordered, metadata);
	const head = new Uint8Array(8 + header.length);
	new DataView(head.buffer).setBigUint64(0, BigInt(header.length), true);
	head.set(header, 8);
	const byteLength = ordered.reduce((sum, tensor) => sum + byteLengthOf(tensor), head.length);
	return { ordered, head, byteLength };
}

function encodeHeader(described: readonly Described[], metadata: SafetensorsOptions['metadata']): Uint8Array {
	const entries: string[] = [];
	const texts = metadata instanceof Map ? [...metadata] : Object.entries(metadata ?? {});
	if (texts.length > 0) {
		const pairs = texts.map(([key, text]) => `${JSON.stringify(key)}:${JSON.stringify(text)}`);
		entries.push(`"__metadata__":{${pairs.join()}}`);
	}
	let offset = 0;
	for (const tensor of described) {
		const { name, dtype, shape } = tensor;
		const end = offset + byteLengthOf(tensor);
		// Written as text, not through an object: a tensor may be named `__proto__`.
		entries.push(
			`${JSON.stringify(name)}:{"dtype":"${dtype}","shape":[${shape}],"data_offsets":[${offset},${end}]}`,
		);
		offset = end;
	}
	const text = new TextEncoder().encode(`{${entries.join()}}`);
	const padded = new Uint8Array(Math.ceil(text.length / 8) * 8).fill(0x20);
	padded.set(text);
	if (padded.length > MAX_HEADER_BYTES) {
		throw new CheckpointError(
			`the header would take ${padded.length} bytes; the format allows ${MAX_HEADER_BYTES}`,
		);
	}
	return padded;
}

/**
 * The bytes of a safetensors file: tensors widest type first and the header padded to a multiple of 8, so that
 * every tensor is aligned to its type.
 *
 * @param tensors names and tensors, for example a Map. What was read as F16 or BF16 is written as that again.
 * @throws CheckpointError if a shape does not fit its values, a name is given twice or reserved.
 */
export function encodeSafetensors(
	tensors: Iterable<readonly [string, TensorToWrite]>,
	options: SafetensorsOptions = {},
): Uint8Array {
	const placed = Array.from(tensors, ([name, tensor]) => ({
		name,
		dtype: writtenDtype(tensor),
		shape: tensor.shape,
		bytes: encodeTensor(name, tensor),
	}));
	const { ordered, head, byteLength } = layOut(placed, options.metadata);
	const file = new Uint8Array(byteLength);
	file.set(head);
	let offset = head.length;
	for (const { bytes } of ordered) {
		file.set(bytes, offset);
		offset += bytes.byteLength;
	}
	return file;
}
