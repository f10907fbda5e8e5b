import { afterAll, expect, it } from 'vitest';
import { createModel } from '../createModel.ts';
import { torchParameters } from '../weights/torchParameters.ts';

/*
 * The sizes that the UNETR paper walks through: four modalities at 128³ become 512 patches of 16³, tokens of 768
 * through twelve layers, a grid of 8³ and logits at the image's own size.
 */

const model = createModel('unetr_brats_128', { seed: null });
afterAll(() => model.dispose());

const shapeOf = (layer: string): number[] => model.getLayer(layer).outputShape.slice(1) as number[];

it('takes 128 × 128 × 128 voxels of four modalities', () =>
	expect(model.inputs[0]!.shape).toEqual([null, 128, 128, 128, 4]));

it('cuts them into 512 patches of 16³ · 4 = 16,384 values and maps each to 768', () => {
	const projection = torchParameters(model).find(({ key }) => key.endsWith('patch_embeddings.1.weight'))!;
	expect(projection.torchShape).toEqual([768, 16_384]);
	expect(shapeOf('vit.patch_embedding.patch_embeddings.1')).toEqual([512, 768]);
	expect(shapeOf('vit.patch_embedding')).toEqual([512, 768]);
});

it('keeps 512 tokens of 768 through twelve layers', () => {
	for (let layer = 0; layer < 12; layer++) expect(shapeOf(`vit.blocks.${layer}.add2`)).toEqual([512, 768]);
	expect(model.layers.some(({ name }) => name.startsWith('vit.blocks.12.'))).toBe(false);
	expect(shapeOf('vit.norm')).toEqual([512, 768]);
});

it('puts them back on a grid of 8³', () => {
	expect(shapeOf('vit.latent')).toEqual([8, 8, 8, 768]);
	for (const skip of [0, 1, 2]) expect(shapeOf(`vit.skips.${skip}`)).toEqual([8, 8, 8, 768]);
});

it('decodes them to logits at the image’s own size', () => {
	expect(shapeOf('decoder5.conv_block.norm2')).toEqual([16, 16, 16, 128]);
	expect(shapeOf('decoder2.conv_block.norm2')).toEqual([128, 128, 128, 16]);
	expect(model.outputs[0]!.shape).toEqual([null, 128, 128, 128, 3]);
});
