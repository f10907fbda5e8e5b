import type { Workgroups } from '../../backend/workgroups.ts';
import { spread } from '../../backend/workgroups.ts';
import type { ShaderConstants } from '../../shader/shader.ts';

/** How a product is cut: threads of a workgroup along rows and columns, each with 4 × 4 values, or 8 × 8 if wide. */
export interface ProductTile {
	readonly groupRows: number;
	readonly groupColumns: number;
	readonly wide: boolean;
}

/** Tiles, small to large: 32×16, 32×32, 128×8, 128×16, 64×32, 64×64; wide ones 256×16, 128×32, 256×32, 64×64, 128×64. */
export const productTiles: readonly ProductTile[] = [
	{ groupRows: 8, groupColumns: 4, wide: false },
	{ groupRows: 8, groupColumns: 8, wide: false },
	{ groupRows: 32, groupColumns: 2, wide: false },
	{ groupRows: 32, groupColumns: 4, wide: false },
	{ groupRows: 16, groupColumns: 8, wide: false },
	{ groupRows: 16, groupColumns: 16, wide: false },
	{ groupRows: 32, groupColumns: 2, wide: true },
	{ groupRows: 16, groupColumns: 4, wide: true },
	{ groupRows: 32, groupColumns: 4, wide: true },
	{ groupRows: 8, groupColumns: 8, wide: true },
	{ groupRows: 16, groupColumns: 8, wide: true },
];

/** Values of a row, or of a column, that a thread sums. */
const perThread = ({ wide }: ProductTile): number => (wide ? 8 : 4);
const tileRows = (tile: ProductTile): number => perThread(tile) * tile.groupRows;
const tileColumns = (tile: ProductTile): number => perThread(tile) * tile.groupColumns;

/** The name of a tile: rows × columns / values along each that a thread sums. */
export const nameOfTile = (tile: ProductTile): string =>
	`${tileRows(tile)}x${tileColumns(tile)}/${perThread(tile)}`;

/** A product, C[rows, columns] = A[rows, inner] · B[inner, columns]. */
export interface ProductSizes {
	readonly rows: number;
	readonly inner: number;
	readonly columns: number;
	/** Products of this kind side by side: groups, a batch. */
	readonly slices?: number;
	/** Cuts `inner` into shares, where tiles alone keep few workgroups busy. */
	readonly shared?: boolean;
}

/** Values of C that a tile computes, those beyond its edges as well. */
function paddedSize(tile: ProductTile, { rows, columns }: ProductSizes): number {
	const [alongRows, alongColumns] = [tileRows(tile), tileColumns(tile)];
	return Math.ceil(rows / alongRows) * alongRows * Math.ceil(columns / alongColumns) * alongColumns;
}

/** Loads for a step along `inner` that cost as much as a row's or a column's share of the arithmetic. */
const loadWeight = 16;

/** What a tile takes: what it computes beyond the product's edges, and what it reads again for every tile and thread. */
function costOf(tile: ProductTile, sizes: ProductSizes): number {
	const loads = loadWeight * (1 / tileRows(tile) + 1 / tileColumns(tile));
	return paddedSize(tile, sizes) * (0.5 + 2 / perThread(tile) + loads);
}

/** Threads of wide tiles that keep a large GPU busy: of 16,896 lanes for example, as NVIDIA's H100 has. */
const enoughThreads = 2 ** 14;

/** The tile that takes least; a wide one only where its threads are enough. */
export function usualTile(sizes: ProductSizes): ProductTile {
	const fit = productTiles.filter(
		(tile) => !tile.wide || (paddedSize(tile, sizes) / 64) * (sizes.slices ?? 1) >= enoughThreads,
	);
	return fit.reduce((best, next) => (costOf(next, sizes) <= costOf(best, sizes) ? next : best));
}

/** Tiles that may be the fastest on some adapter: those of up to twice the least cost, at most six, cheapest first. */
export function likelyTiles(sizes: ProductSizes): ProductTile[] {
	const sorted = [...productTiles].sort((a, b) => costOf(a, sizes) - costOf(b, sizes));
	return sorted.filter((tile) => costOf(tile, sizes) <= 2 * costOf(sorted[0]!, sizes)).slice(0, 6);
}

/** A product cut into tiles: what its shader is told and how many workgroups it takes. */
export interface TiledProduct {
	readonly constants: ShaderConstants;
	readonly params: {
		readonly rows: number;
		readonly columns: number;
		readonly inner: number;
		readonly columnTiles: number;
		readonly shares: number;
		readonly innerPerShare: number;
	};
	readonly workgroups: Workgroups;
}

/** Workgroups that keep a large GPU busy. */
const enoughGroups = 512;
/** Steps along `inner` below which a share is not worth its own sums. */
const leastInner = 512;

/** Cuts a product into workgroups. */
export function cutProduct(
	{ rows, inner, columns, slices = 1, shared = false }: ProductSizes,
	tile: ProductTile,
): TiledProduct {
	const columnTiles = Math.ceil(columns / tileColumns(tile));
	const [x, y] = spread(rows, tileRows(tile));
	const most = Math.min(
		Math.ceil(enoughGroups / (x * y * columnTiles * slices)),
		Math.ceil(inner / leastInner),
	);
	const step = 2 * tile.groupColumns; // as deep as a tile is
	const innerPerShare = step * Math.ceil(inner / (shared ? Math.max(most, 1) : 1) / step);
	const shares = Math.ceil(inner / innerPerShare);
	return {
		constants: { ...tile },
		params: { rows, columns, inner, columnTiles, shares, innerPerShare },
		workgroups: [x, y, columnTiles * shares * slices],
	};
}
