/** float32 to the nearest of another layout's numbers, ties to even, from and to bit patterns. */
type RoundBits = (bits: number) => number;

/** IEEE half precision: beyond 65504 infinite, below 2^-14 subnormal. */
const halfBits: RoundBits = (bits) => {
	const sign = (bits >>> 16) & 0x8000;
	const magnitude = bits & 0x7fffffff;
	if (magnitude > 0x7f800000) return sign | 0x7e00;
	// 65520 is half way between the largest half and the one that would follow it.
	if (magnitude >= 0x477ff000) return sign | 0x7c00;
	if (magnitude >= 0x38800000) {
		const rebiased = magnitude - 0x38000000;
		return sign | ((rebiased + 0xfff + ((rebiased >>> 13) & 1)) >>> 13);
	}
	const shift = 126 - (magnitude >>> 23);
	if (shift > 25) return sign;
	const fraction = (magnitude & 0x7fffff) | 0x800000;
	const kept = fraction >>> shift;
	return sign | (kept + Number((fraction & ((1 << shift) - 1)) + (kept & 1) > 1 << (shift - 1)));
};

/** The upper half of a float32. */
const brainBits: RoundBits = (bits) => {
	if ((bits & 0x7fffffff) > 0x7f800000) return (bits >>> 16) | 0x40;
	return (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
};

/**
 * Rounds float32 to F16 or BF16, to nearest, ties to even.
 * Source: IEEE 754-2019, sec. 4.3.1.
 */
export function encodeHalf(values: Float32Array, dtype: 'F16' | 'BF16'): Uint16Array {
	const round = dtype === 'F16' ? halfBits : brainBits;
	const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
	return Uint16Array.from(bits, round);
}
