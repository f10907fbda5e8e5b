import { defineShader, type Shader, type ShaderPart } from '../shader/shader.ts';
import halvesSource from './halves.wgsl';
import floatsSource from './storedFloats.wgsl';
import storedHalvesSource from './storedHalves.wgsl';

/** Functions that pack four values as halves and unpack them. */
export const halvesPart: ShaderPart = { file: 'halves.wgsl', source: halvesSource };

/** Parts with `Stored`, `laneOf` and `storedOf` for a file with lanes: values of 32 bits, or halves. */
export const storedFloats: ShaderPart = { file: 'storedFloats.wgsl', source: floatsSource };
export const storedHalves: ShaderPart = { file: 'storedHalves.wgsl', source: storedHalvesSource };

/** A shader for tensors of either kind. */
export interface StorageShader {
	readonly floats: Shader;
	readonly halves: Shader;
}

/** Both kinds of a shader whose buffers of activations hold `Stored`. */
export const storageShader = (
	file: string,
	source: string,
	parts: readonly ShaderPart[] = [],
): StorageShader => ({
	floats: defineShader(file, source, [storedFloats, ...parts]),
	halves: defineShader(file, source, [storedHalves, halvesPart, ...parts]),
});
