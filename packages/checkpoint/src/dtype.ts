/** The element types of the safetensors format that this package reads. */
export type Dtype =
	| 'F64'
	| 'F32'
	| 'F16'
	| 'BF16'
	| 'I64'
	| 'U64'
	| 'I32'
	| 'U32'
	| 'I16'
	| 'U16'
	| 'I8'
	| 'U8'
	| 'BOOL';

/** The arrays that tensors arrive in; F16 and BF16 are widened to Float32Array. */
export type TensorValues =
	| Float32Array
	| Float64Array
	| Int8Array
	| Uint8Array
	| Int16Array
	| Uint16Array
	| Int32Array
	| Uint32Array
	| BigInt64Array
	| BigUint64Array;

/** Bytes an element of each type takes in a file. */
export const bytesPerElement: ReadonlyMap<string, number> = new Map<Dtype, number>([
	['F64', 8],
	['F32', 4],
	['F16', 2],
	['BF16', 2],
	['I64', 8],
	['U64', 8],
	['I32', 4],
	['U32', 4],
	['I16', 2],
	['U16', 2],
	['I8', 1],
	['U8', 1],
	['BOOL', 1],
]);

/** Whether a name out of a header is a type this package reads. */
export function isDtype(name: string): name is Dtype {
	return bytesPerElement.has(name);
}

/** The type that an array is written as. */
export function dtypeOf(values: TensorValues): Dtype {
	if (values instanceof Float32Array) return 'F32';
	if (values instanceof Float64Array) return 'F64';
	if (values instanceof Int8Array) return 'I8';
	if (values instanceof Uint8Array) return 'U8';
	if (values instanceof Int16Array) return 'I16';
	if (values instanceof Uint16Array) return 'U16';
	if (values instanceof Int32Array) return 'I32';
	if (values instanceof Uint32Array) return 'U32';
	if (values instanceof BigInt64Array) return 'I64';
	return 'U64';
}
