import type { Dtype, TensorValues } from './dtype.ts';

/** IEEE half precision: 1 sign, 5 exponent (bias 15) and 10 fraction bits, subnormals included. */
function widenHalf(bits: number): number {
	const sign = bits & 0x8000 ? -1 : 1;
	const exponent = (bits >> 10) & 0x1f;
	const fraction = bits & 0x3ff;
	if (exponent === 0) return sign * fraction * 2 ** -24;
	if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
	return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function decodeHalf(halves: Uint16Array): Float32Array {
	return Float32Array.from(halves, widenHalf);
}

/** bfloat16 is the upper half of a float32. */
function decodeBrain(halves: Uint16Array): Float32Array {
	return new Float32Array(Uint32Array.from(halves, (bits) => bits << 16).buffer);
}

/** 64-bit integers as numbers where all of them are exact (below 2^53), as bigints where one is not. */
function decodeLong<T extends BigInt64Array | BigUint64Array>(longs: T): T | Float64Array {
	const numbers = new Float64Array(longs.length);
	for (let i = 0; i < longs.length; i++) {
		numbers[i] = Number(longs[i]);
		if (!Number.isSafeInteger(numbers[i])) return longs;
	}
	return numbers;
}

/**
 * Turns the little-endian bytes of one tensor into its array.
 * @param bytes the tensor's own buffer, so that a typed array may lie on it whatever its place in the file.
 */
export function decodeValues(bytes: ArrayBuffer, dtype: Dtype): TensorValues {
	switch (dtype) {
		case 'F64':
			return new Float64Array(bytes);
		case 'F32':
			return new Float32Array(bytes);
		case 'F16':
			return decodeHalf(new Uint16Array(bytes));
		case 'BF16':
			return decodeBrain(new Uint16Array(bytes));
		case 'I64':
			return decodeLong(new BigInt64Array(bytes));
		case 'U64':
			return decodeLong(new BigUint64Array(bytes));
		case 'I32':
			return new Int32Array(bytes);
		case 'U32':
			return new Uint32Array(bytes);
		case 'I16':
			return new Int16Array(bytes);
		case 'U16':
			return new Uint16Array(bytes);
		case 'I8':
			return new Int8Array(bytes);
		case 'U8':
		case 'BOOL':
			return new Uint8Array(bytes);
	}
}
