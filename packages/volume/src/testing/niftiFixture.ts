// Hand-made NIfTI files for tests: written field by field from the standard, and not with our own writer.

/** Fields that a test sets; the rest is a plain valid header. */
export interface FixtureFields {
	readonly version?: 1 | 2;
	readonly littleEndian?: boolean;
	readonly magic?: string;
	readonly dims?: readonly number[];
	readonly pixDims?: readonly number[];
	readonly datatype?: number;
	readonly bitpix?: number;
	readonly voxOffset?: number;
	readonly slope?: number;
	readonly intercept?: number;
	readonly units?: number;
	readonly qformCode?: number;
	readonly sformCode?: number;
	readonly quaternion?: readonly number[];
	readonly qoffset?: readonly number[];
	readonly sform?: readonly number[];
	readonly description?: string;
	/** The four bytes after the header. */
	readonly extensionFlag?: readonly number[];
	/** Extension bytes from the flag on. */
	readonly extension?: Uint8Array;
	/** Voxel bytes as they stand in the file. */
	readonly voxels?: Uint8Array;
}

interface Offsets {
	readonly size: number;
	readonly magic: number;
	readonly dims: number;
	readonly pixDims: number;
	readonly datatype: number;
	readonly voxOffset: number;
	readonly slope: number;
	readonly units: number;
	readonly codes: number;
	readonly quaternion: number;
	readonly sform: number;
	readonly description: number;
}

const OFFSETS: Readonly<Record<1 | 2, Offsets>> = {
	1: {
		size: 348,
		magic: 344,
		dims: 40,
		pixDims: 76,
		datatype: 70,
		voxOffset: 108,
		slope: 112,
		units: 123,
		codes: 252,
		quaternion: 256,
		sform: 280,
		description: 148,
	},
	2: {
		size: 540,
		magic: 4,
		dims: 16,
		pixDims: 104,
		datatype: 12,
		voxOffset: 168,
		slope: 176,
		units: 500,
		codes: 344,
		quaternion: 352,
		sform: 400,
		description: 240,
	},
};

/** The bytes of a NIfTI file: 2×3×4 int16 with the affine diag(2, 3, 4) from pixdim alone, unless told otherwise. */
export function niftiFixture(fields: FixtureFields = {}): Uint8Array<ArrayBuffer> {
	const version = fields.version ?? 1;
	const little = fields.littleEndian ?? true;
	const at = OFFSETS[version];
	const voxOffset = fields.voxOffset ?? at.size + 4;
	const voxels = fields.voxels ?? int16Bytes(ramp(24), little);
	const bytes = new Uint8Array(Math.max(voxOffset, at.size + 4) + voxels.length);
	const view = new DataView(bytes.buffer);
	const real = (byteOffset: number, values: readonly number[]): void => {
		for (const [n, value] of values.entries()) {
			if (version === 1) view.setFloat32(byteOffset + 4 * n, value, little);
			else view.setFloat64(byteOffset + 8 * n, value, little);
		}
	};
	view.setInt32(0, at.size, little);
	const magic = fields.magic ?? `n+${version}`;
	bytes.set(new TextEncoder().encode(magic), at.magic);
	for (const [n, size] of (fields.dims ?? [3, 2, 3, 4, 1, 1, 1, 1]).entries()) {
		if (version === 1) view.setInt16(at.dims + 2 * n, size, little);
		else view.setBigInt64(at.dims + 8 * n, BigInt(size), little);
	}
	real(at.pixDims, fields.pixDims ?? [1, 2, 3, 4, 1, 1, 1, 1]);
	view.setInt16(at.datatype, fields.datatype ?? 4, little);
	view.setInt16(at.datatype + 2, fields.bitpix ?? 16, little);
	if (version === 1) view.setFloat32(at.voxOffset, voxOffset, little);
	else view.setBigInt64(at.voxOffset, BigInt(voxOffset), little);
	real(at.slope, [fields.slope ?? 0, fields.intercept ?? 0]);
	if (version === 1) bytes[at.units] = fields.units ?? 2;
	else view.setInt32(at.units, fields.units ?? 2, little);
	for (const [n, code] of [fields.qformCode ?? 0, fields.sformCode ?? 0].entries()) {
		if (version === 1) view.setInt16(at.codes + 2 * n, code, little);
		else view.setInt32(at.codes + 4 * n, code, little);
	}
	real(at.quaternion, [...(fields.quaternion ?? [0, 0, 0]), ...(fields.qoffset ?? [0, 0, 0])]);
	real(at.sform, fields.sform ?? []);
	bytes.set(new TextEncoder().encode(fields.description ?? ''), at.description);
	bytes.set(fields.extensionFlag ?? [fields.extension ? 1 : 0, 0, 0, 0], at.size);
	bytes.set(fields.extension ?? [], at.size + 4);
	bytes.set(voxels, voxOffset);
	return bytes;
}

/** A header extension: size, code, content. */
export function extensionBytes(size: number, code: number, littleEndian: boolean): Uint8Array {
	const bytes = new Uint8Array(size).fill(0x61);
	const view = new DataView(bytes.buffer);
	view.setInt32(0, size, littleEndian);
	view.setInt32(4, code, littleEndian);
	return bytes;
}

/** 0, 1, 2 … */
export function ramp(count: number): number[] {
	return Array.from({ length: count }, (_, n) => n);
}

/** Numbers as int16. */
export function int16Bytes(values: readonly number[], littleEndian: boolean): Uint8Array {
	const bytes = new Uint8Array(2 * values.length);
	const view = new DataView(bytes.buffer);
	for (const [n, value] of values.entries()) view.setInt16(2 * n, value, littleEndian);
	return bytes;
}
