import { WebGpuError } from '../device/webGpuError.ts';

type Scalar = 'u32' | 'i32' | 'f32';

/** A field of a uniform struct: numbers of one type at a byte offset. */
export interface ParamField {
	readonly name: string;
	readonly scalar: Scalar;
	readonly count: number;
	readonly byteOffset: number;
}

/** Values of a shader's `params`, by field: a number, or as many as the vector has. */
export type Params = Readonly<Record<string, number | readonly number[]>>;

const fieldPattern = /^(?:vec([234])(?:<\s*(u32|i32|f32)\s*>|([uif]))|(u32|i32|f32))$/;
const shortScalars: Readonly<Record<string, Scalar>> = { u: 'u32', i: 'i32', f: 'f32' };

/** Offsets of a WGSL struct's fields (WGSL, "Alignment and Size"), and its size. */
export function paramLayout(
	file: string,
	text: string,
	struct: string,
): { fields: ParamField[]; bytes: number } {
	const body = text.match(new RegExp(`struct\\s+${struct}\\s*\\{([^}]*)\\}`))?.[1];
	if (body === undefined) throw new WebGpuError('shader', `${file} has no struct '${struct}'`);
	const fields: ParamField[] = [];
	let end = 0;
	let alignment = 4;
	for (const declared of body.split(/,(?![^<]*>)/)) {
		if (declared.trim() === '') continue;
		const [name, type] = declared.split(':').map((word) => word.trim());
		const [, extent, long, short, single] = type!.match(fieldPattern) ?? [];
		const scalar = (single ?? long ?? shortScalars[short ?? '']) as Scalar | undefined;
		if (!scalar) {
			throw new WebGpuError(
				'shader',
				`${file}: params may hold numbers and vectors, but '${name}' is ${type}`,
			);
		}
		const count = Number(extent ?? 1);
		const aligned = 4 * (count === 3 ? 4 : count);
		alignment = Math.max(alignment, aligned);
		const byteOffset = Math.ceil(end / aligned) * aligned;
		fields.push({ name: name!, scalar, count, byteOffset });
		end = byteOffset + 4 * count;
	}
	return { fields, bytes: Math.ceil(end / alignment) * alignment };
}

/**
 * The bytes of a shader's `params`.
 *
 * @throws {WebGpuError} ('shader') unless every field is given with as many numbers as it has, and no other
 */
export function packParams(
	shader: { readonly file: string; readonly params: readonly ParamField[]; readonly paramBytes: number },
	values: Params,
): ArrayBuffer {
	const unknown = Object.keys(values).find((name) => !shader.params.some((field) => field.name === name));
	if (unknown) throw new WebGpuError('shader', `${shader.file} has no parameter '${unknown}'`);
	const view = new DataView(new ArrayBuffer(shader.paramBytes));
	for (const { name, scalar, count, byteOffset } of shader.params) {
		const given = values[name];
		const numbers = typeof given === 'number' ? [given] : (given ?? []);
		if (numbers.length !== count) {
			throw new WebGpuError(
				'shader',
				`${shader.file}: '${name}' takes ${count} numbers, but got ${numbers.length}`,
			);
		}
		for (const [index, value] of numbers.entries()) {
			const at = byteOffset + 4 * index;
			if (scalar === 'f32') view.setFloat32(at, value, true);
			else if (scalar === 'i32') view.setInt32(at, value, true);
			else view.setUint32(at, value, true);
		}
	}
	return view.buffer as ArrayBuffer;
}
