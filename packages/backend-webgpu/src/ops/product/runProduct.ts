import type { Dispatch, WebGpuBackend } from '../../backend/webGpuBackend.ts';
import { halvesPart, storedFloats, storedHalves } from '../../halves/storage.ts';
import { defineShader, type Shader, type ShaderPart } from '../../shader/shader.ts';
import {
	cutProduct,
	likelyTiles,
	nameOfTile,
	type ProductSizes,
	productTiles,
	type TiledProduct,
	usualTile,
} from './productTiles.ts';
import putHalvesSource from './putHalves.wgsl';
import putValuesSource from './putValues.wgsl';
import putVectorsSource from './putVectors.wgsl';
import tiledProductSource from './tiledProduct.wgsl';

const tiles = { file: 'tiledProduct.wgsl', source: tiledProductSource };
/** How a product writes: four values at once, or one by one. */
const putVectors = { file: 'putVectors.wgsl', source: putVectorsSource };
const putHalves = { file: 'putHalves.wgsl', source: putHalvesSource };
const putValues = { file: 'putValues.wgsl', source: putValuesSource };

/** A product of a file of loads, in both ways to write. */
export interface ProductShader {
	readonly vectors: Shader;
	readonly values: Shader;
}

/** Reads a product's file of loads, with further parts. */
export const productShader = (
	file: string,
	source: string,
	parts: readonly ShaderPart[] = [],
): ProductShader => ({
	vectors: defineShader(file, source, [tiles, putVectors, ...parts]),
	values: defineShader(file, source, [tiles, putValues, ...parts]),
});

/** A product whose A, C or both may be halves: the shader for each. */
export function halvesProductShader(
	file: string,
	source: string,
): (isHalfA: boolean, isHalfC: boolean) => ProductShader {
	const toHalves = (stored: ShaderPart): ProductShader => {
		const vectors = defineShader(file, source, [tiles, putHalves, stored, halvesPart]);
		return { vectors, values: vectors };
	};
	const [floats, floatsToHalves] = [productShader(file, source, [storedFloats]), toHalves(storedFloats)];
	const [halves, halvesToHalves] = [
		productShader(file, source, [storedHalves, halvesPart]),
		toHalves(storedHalves),
	];
	return (isHalfA, isHalfC) => {
		if (isHalfA) return isHalfC ? halvesToHalves : halves;
		return isHalfC ? floatsToHalves : floats;
	};
}

/**
 * Runs a product in the tiles that were measured to be the fastest, or are likely to be.
 *
 * @param options what besides the sizes its time depends on: geometry, and how values are loaded
 * @param dispatchOf what to run, once the product is cut
 */
export function runProduct(
	backend: WebGpuBackend,
	shader: ProductShader,
	sizes: ProductSizes,
	options: object,
	dispatchOf: (product: TiledProduct) => Dispatch,
): void {
	const usual = usualTile(sizes);
	backend.runFastest(sizes.columns % 4 === 0 ? shader.vectors : shader.values, {
		usual: nameOfTile(usual),
		likely: () => likelyTiles(sizes).map(nameOfTile),
		traits: { ...sizes, ...options },
		dispatch: (name) =>
			dispatchOf(cutProduct(sizes, productTiles.find((tile) => nameOfTile(tile) === name) ?? usual)),
	});
}
