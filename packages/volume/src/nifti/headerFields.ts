/** How a field is stored. */
type FieldType = 'uint8' | 'int16' | 'int32' | 'int64' | 'float32' | 'float64' | 'text';

/** Where a field is, and how many numbers or bytes of text it holds. */
interface FieldPlace {
	readonly at: number;
	readonly type: FieldType;
	readonly count: number;
}

const field = (at: number, type: FieldType, count = 1): FieldPlace => ({ at, type, count });

/** Name of a header field. */
export type HeaderField =
	| 'dimInfo'
	| 'dim'
	| 'intentParameters'
	| 'intentCode'
	| 'datatype'
	| 'bitpix'
	| 'sliceStart'
	| 'pixdim'
	| 'voxOffset'
	| 'sclSlope'
	| 'sclInter'
	| 'sliceEnd'
	| 'sliceCode'
	| 'xyztUnits'
	| 'calMax'
	| 'calMin'
	| 'sliceDuration'
	| 'timeOffset'
	| 'description'
	| 'auxFile'
	| 'qformCode'
	| 'sformCode'
	| 'quaternion'
	| 'qoffset'
	| 'sform'
	| 'intentName';

/** Fields of the header of NIfTI-1 and NIfTI-2, as the standard lays them out. */
export const HEADER_FIELDS: Readonly<Record<HeaderField, readonly [FieldPlace, FieldPlace]>> = {
	dimInfo: [field(39, 'uint8'), field(524, 'uint8')],
	dim: [field(40, 'int16', 8), field(16, 'int64', 8)],
	intentParameters: [field(56, 'float32', 3), field(80, 'float64', 3)],
	intentCode: [field(68, 'int16'), field(504, 'int32')],
	datatype: [field(70, 'int16'), field(12, 'int16')],
	bitpix: [field(72, 'int16'), field(14, 'int16')],
	sliceStart: [field(74, 'int16'), field(224, 'int64')],
	pixdim: [field(76, 'float32', 8), field(104, 'float64', 8)],
	voxOffset: [field(108, 'float32'), field(168, 'int64')],
	sclSlope: [field(112, 'float32'), field(176, 'float64')],
	sclInter: [field(116, 'float32'), field(184, 'float64')],
	sliceEnd: [field(120, 'int16'), field(232, 'int64')],
	sliceCode: [field(122, 'uint8'), field(496, 'int32')],
	xyztUnits: [field(123, 'uint8'), field(500, 'int32')],
	calMax: [field(124, 'float32'), field(192, 'float64')],
	calMin: [field(128, 'float32'), field(200, 'float64')],
	sliceDuration: [field(132, 'float32'), field(208, 'float64')],
	timeOffset: [field(136, 'float32'), field(216, 'float64')],
	description: [field(148, 'text', 80), field(240, 'text', 80)],
	auxFile: [field(228, 'text', 24), field(320, 'text', 24)],
	qformCode: [field(252, 'int16'), field(344, 'int32')],
	sformCode: [field(254, 'int16'), field(348, 'int32')],
	quaternion: [field(256, 'float32', 3), field(352, 'float64', 3)],
	qoffset: [field(268, 'float32', 3), field(376, 'float64', 3)],
	sform: [field(280, 'float32', 12), field(400, 'float64', 12)],
	intentName: [field(328, 'text', 16), field(508, 'text', 16)],
};

/** The numbers of a field; 64-bit ones beyond 2^53 are rounded. */
export function readHeaderNumbers(
	view: DataView,
	name: HeaderField,
	version: 1 | 2,
	littleEndian: boolean,
): number[] {
	const { at, type, count } = HEADER_FIELDS[name][version - 1];
	return Array.from({ length: count }, (_, n) => {
		switch (type) {
			case 'int16':
				return view.getInt16(at + 2 * n, littleEndian);
			case 'int32':
				return view.getInt32(at + 4 * n, littleEndian);
			case 'int64':
				return Number(view.getBigInt64(at + 8 * n, littleEndian));
			case 'float32':
				return view.getFloat32(at + 4 * n, littleEndian);
			case 'float64':
				return view.getFloat64(at + 8 * n, littleEndian);
			default:
				return view.getUint8(at + n);
		}
	});
}

/** The text of a field, up to its first zero. */
export function readHeaderText(view: DataView, name: HeaderField, version: 1 | 2): string {
	const { at, count } = HEADER_FIELDS[name][version - 1];
	const bytes = new Uint8Array(view.buffer, view.byteOffset + at, count);
	const end = bytes.indexOf(0);
	return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}

/** Writes numbers into a field, little-endian. */
export function writeHeaderNumbers(
	view: DataView,
	name: HeaderField,
	version: 1 | 2,
	numbers: readonly number[],
): void {
	const { at, type } = HEADER_FIELDS[name][version - 1];
	for (const [n, number] of numbers.entries()) {
		if (type === 'int16') view.setInt16(at + 2 * n, number, true);
		else if (type === 'int32') view.setInt32(at + 4 * n, number, true);
		else if (type === 'int64') view.setBigInt64(at + 8 * n, BigInt(number), true);
		else if (type === 'float32') view.setFloat32(at + 4 * n, number, true);
		else if (type === 'float64') view.setFloat64(at + 8 * n, number, true);
		else view.setUint8(at + n, number);
	}
}

/** Writes text into a field, cut to what it holds with a zero behind it. */
export function writeHeaderText(view: DataView, name: HeaderField, version: 1 | 2, text: string): void {
	const { at, count } = HEADER_FIELDS[name][version - 1];
	const bytes = new Uint8Array(view.buffer, view.byteOffset + at, count - 1);
	new TextEncoder().encodeInto(text, bytes);
}

/** Whether numbers come through a field unchanged. */
export function fitsField(name: HeaderField, version: 1 | 2, numbers: readonly number[]): boolean {
	const { type } = HEADER_FIELDS[name][version - 1];
	if (type === 'float64') return true;
	if (type === 'float32') return numbers.every((number) => Object.is(Math.fround(number), number));
	const bits = type === 'int64' ? 54 : Number(/\d+/.exec(type)?.[0] ?? 0);
	const [least, most] = type === 'uint8' ? [0, 255] : [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
	return numbers.every((number) => Number.isInteger(number) && number >= least && number <= most);
}
