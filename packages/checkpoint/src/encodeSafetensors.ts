import { CheckpointError } from './checkpointError.ts';
import { bytesPerElement, type Dtype, dtypeOf, type TensorValues } from './dtype.ts';
import { MAX_HEADER_BYTES } from './safetensorsHeader.ts';

/** A tensor to write: its shape and its values in row-major order; the array decides the type in the file. */
export interface TensorToWrite {
	readonly shape: readonly number[];
	readonly values: TensorValues;
	/** Only `'BOOL'` over a Uint8Array and `'I64'` over whole numbers in a Float64Array change the type written. */
	readonly dtype?: Dtype;
}

/** Text entries that travel in the header of the file. */
export interface SafetensorsOptions {
	readonly metadata?: Readonly<Record<string, string>> | ReadonlyMap<string, string>;
}

interface Placed {
	readonly name: string;
	readonly dtype: Dtype;
	readonly shape: readonly number[];
	readonly bytes: Uint8Array;
}

function toLongs(name: string, numbers: Float64Array): BigInt64Array {
	if (!numbers.every(Number.isSafeInteger)) {
		throw new CheckpointError(
			`tensor ${JSON.stringify(name)} is I64 but holds a value that is not a whole number`,
		);
	}
	return BigInt64Array.from(numbers, BigInt);
}

function place(name: string, tensor: TensorToWrite): Placed {
	if (name === '__metadata__') {
		throw new CheckpointError('no tensor can be named "__metadata__": the format uses that name itself');
	}
	const { shape } = tensor;
	const values =
		tensor.dtype === 'I64' && tensor.values instanceof Float64Array
			? toLongs(name, tensor.values)
			: tensor.values;
	const dtype = tensor.dtype === 'BOOL' && values instanceof Uint8Array ? 'BOOL' : dtypeOf(values);
	const count = shape.reduce((product, size) => product * size, 1);
	if (!shape.every((size) => Number.isSafeInteger(size) && size >= 0) || count !== values.length) {
		throw new CheckpointError(
			`tensor ${JSON.stringify(name)} has ${values.length} values, which do not fill its shape [${shape}]`,
		);
	}
	return {
		name,
		dtype,
		shape,
		bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
	};
}

function encodeHeader(placed: readonly Placed[], metadata: SafetensorsOptions['metadata']): Uint8Array {
	const entries: string[] = [];
	const texts = metadata instanceof Map ? [...metadata] : Object.entries(metadata ?? {});
	if (texts.length > 0) {
		const pairs = texts.map(([key, text]) => `${JSON.stringify(key)}:${JSON.stringify(text)}`);
		entries.push(`"__metadata__":{${pairs.join()}}`);
	}
	let offset = 0;
	for (const { name, dtype, shape, bytes } of placed) {
		const end = offset + bytes.byteLength;
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
 * @param tensors names and tensors, for example a Map. F16 and BF16 that were read are written as F32.
 * @throws CheckpointError if a shape does not fit its values, a name is given twice or reserved.
 */
export function encodeSafetensors(
	tensors: Iterable<readonly [string, TensorToWrite]>,
	options: SafetensorsOptions = {},
): Uint8Array {
	const placed = Array.from(tensors, ([name, tensor]) => place(name, tensor));
	const names = new Set<string>();
	for (const { name } of placed) {
		if (names.has(name)) throw new CheckpointError(`the tensor ${JSON.stringify(name)} is given twice`);
		names.add(name);
	}
	placed.sort((a, b) => bytesPerElement.get(b.dtype)! - bytesPerElement.get(a.dtype)!);
	const header = encodeHeader(placed, options.metadata);
	const dataBytes = placed.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
	const file = new Uint8Array(8 + header.length + dataBytes);
	new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
	file.set(header, 8);
	let offset = 8 + header.length;
	for (const { bytes } of placed) {
		file.set(bytes, offset);
		offset += bytes.byteLength;
	}
	return file;
}
