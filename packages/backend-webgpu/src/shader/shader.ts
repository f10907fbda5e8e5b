import { WebGpuError } from '../device/webGpuError.ts';
import { type ParamField, paramLayout } from './paramLayout.ts';

/** A storage buffer that a shader declares. */
interface ShaderBuffer {
	readonly name: string;
	readonly binding: number;
	readonly writes: boolean;
}

/** A WGSL file, read for what it declares. */
export interface Shader {
	/** Name of the file, for messages and profiles. */
	readonly file: string;
	readonly parts: readonly ShaderPart[];
	readonly buffers: readonly ShaderBuffer[];
	/** Binding of `params`, where the shader has them. */
	readonly paramsBinding?: number;
	readonly params: readonly ParamField[];
	readonly paramBytes: number;
}

/** One file of a shader's text. */
export interface ShaderPart {
	readonly file: string;
	readonly source: string;
}

const bufferPattern = /@group\(0\)\s*@binding\((\d+)\)\s*var<storage,\s*(read|read_write)>\s*(\w+)\s*:/g;
const paramsPattern = /@group\(0\)\s*@binding\((\d+)\)\s*var<uniform>\s*params\s*:\s*(\w+)\s*;/;

/**
 * Reads a WGSL file: its storage buffers by name, and the fields of the struct of its uniform `params`.
 *
 * @param file name of the file, `conv3d.wgsl`
 * @param source its text
 * @param parts further files of functions that it calls
 */
export function defineShader(file: string, source: string, parts: readonly ShaderPart[] = []): Shader {
	const all = [{ file, source }, ...parts];
	const text = withoutComments(all.map((part) => part.source).join('\n'));
	const buffers = [...text.matchAll(bufferPattern)].map(([, binding, access, name]) => ({
		...{ name: name!, binding: Number(binding), writes: access === 'read_write' },
	}));
	const uniform = text.match(paramsPattern);
	const layout = uniform ? paramLayout(file, text, uniform[2]!) : { fields: [], bytes: 0 };
	return {
		file,
		parts: all,
		buffers,
		...(uniform && { paramsBinding: Number(uniform[1]) }),
		params: layout.fields,
		paramBytes: layout.bytes,
	};
}

/** Values that take the place of a shader's constants and aliases. */
export type ShaderConstants = Readonly<Record<string, number | boolean | string>>;

/**
 * The text of a shader with other values for its module constants, `const rows: u32 = 4;`, and aliases,
 * `alias element = f32;`, each on a line of its own.
 *
 * @throws {WebGpuError} ('shader') if the shader has no such constant
 */
export function withConstants(shader: Shader, constants: ShaderConstants): string {
	let text = shader.parts.map(({ source }) => source.trimEnd()).join('\n');
	for (const [name, value] of Object.entries(constants)) {
		const pattern = new RegExp(`^(const ${name}: (\\w+) =|alias ${name} =)[^;]*;`, 'm');
		if (!pattern.test(text)) {
			throw new WebGpuError(
				'shader',
				`${shader.file} has no constant '${name}' with a type to give a value to`,
			);
		}
		text = text.replace(pattern, (_, head: string, type?: string) => `${head} ${literal(value, type)};`);
	}
	return text;
}

function literal(value: number | boolean | string, type: string | undefined): string {
	if (typeof value !== 'number') return String(value);
	if (type === 'u32') return `${value}u`;
	return type === 'f32' && Number.isInteger(value) ? `${value}.0` : String(value);
}

/** Where a line of a shader's joined text stands: file and line. */
export function originOf(shader: Shader, line: number): string {
	let rest = line;
	for (const { file, source } of shader.parts) {
		const lines = source.trimEnd().split('\n').length;
		if (rest <= lines) return `${file}:${rest}`;
		rest -= lines;
	}
	return shader.file;
}

const withoutComments = (source: string): string => source.replace(/\/\/.*$/gm, '');
