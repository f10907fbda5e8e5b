import type { Dispatch, WebGpuBackend } from '../../backend/webGpuBackend.ts';
import { defineShader, type Shader } from '../../shader/shader.ts';
import {
	cutProduct,
	likelyTiles,
	nameOfTile,
	type ProductSizes,
	productTiles,
	type TiledProduct,
	usualTile,
} from './productTiles.ts';
import putValuesSource from './putValues.wgsl';
import putVectorsSource from './putVectors.wgsl';
import tiledProductSource from './tiledProduct.wgsl';

const tiles = { file: 'tiledProduct.wgsl', source: tiledProductSource };
/** How a product writes: four values at once, or one by one. */
const putVectors = { file: 'putVectors.wgsl', source: putVectorsSource };
const putValues = { file: 'putValues.wgsl', source: putValuesSource };

/** A product of a file of loads, in both ways to write. */
export interface ProductShader {
	readonly vectors: Shader;
	readonly values: Shader;
}

/** Reads a product's file of loads. */
export const productShader = (file: string, source: string): ProductShader => ({
	vectors: defineShader(file, source, [tiles, putVectors]),
	values: defineShader(file, source, [tiles, putValues]),
});

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
