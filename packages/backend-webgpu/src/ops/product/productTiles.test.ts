import { type OpCase, ops } from '@unetr/ops';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { conformanceSuite } from '../../testing/conformanceSuite.ts';
import { productCases } from '../../testing/productCases.ts';
import { hasGpu, useSoftwareGpu } from '../../testing/softwareGpu.ts';
import { likelyTiles, nameOfTile, productTiles, usualTile } from './productTiles.ts';

const linearCase = (rows: number, inner: number, columns: number): OpCase => ({
	name: `rows${rows}_${inner}to${columns}`,
	inputs: { x: { shape: [rows, inner] }, kernel: { shape: [inner, columns] }, bias: { shape: [columns] } },
	attributes: {},
});

/** Wide tiles filled, short of a row and a column, over by one, and less than a four. */
const wideCases = [
	linearCase(256, 64, 64),
	linearCase(255, 37, 63),
	linearCase(257, 17, 65),
	linearCase(3, 5, 130),
];

const only = (
	name: 'linear' | 'conv3d' | 'conv3dInputGrad' | 'conv3dFilterGrad',
	cases: readonly OpCase[],
) => ({
	...{ ...ops[name], cases },
});

/** Of the convolutions: steps of 1, steps with dilation and odd channels, and groups. */
const convCases = (name: 'conv3d' | 'conv3dInputGrad' | 'conv3dFilterGrad') =>
	only(
		name,
		productCases[name]!.filter((_, index) => [0, 3, 5].includes(index)),
	);

const wideTiles = productTiles.filter(({ wide }) => wide).map(nameOfTile);

describe.each(wideTiles)('a product in wide tiles of %s', (tile) => {
	beforeEach(async () => {
		if (!hasGpu) return;
		const backend = await useSoftwareGpu();
		vi.spyOn(backend, 'runFastest').mockImplementation((shader, variants) =>
			backend.run(shader, variants.dispatch(tile)),
		);
		return () => vi.restoreAllMocks();
	});

	conformanceSuite([
		only('linear', wideCases),
		convCases('conv3d'),
		convCases('conv3dInputGrad'),
		convCases('conv3dFilterGrad'),
	]);
});

describe('tiles', () => {
	const unet = { rows: 96 ** 3, inner: 27 * 32, columns: 32 };

	it('are narrow where wide ones would leave a large GPU idle, and else wide', () => {
		expect(nameOfTile(usualTile({ rows: 216, inner: 192, columns: 768 }))).toBe('64x64/4');
		expect(nameOfTile(usualTile(unet))).toBe('256x32/8');
	});

	it('worth a measurement are few, and the usual ones among them', () => {
		const likely = likelyTiles(unet).map(nameOfTile);
		expect(likely.length).toBeLessThanOrEqual(6);
		expect(likely).toContain('256x32/8');
		expect(likely).toContain('64x32/4');
	});
});
