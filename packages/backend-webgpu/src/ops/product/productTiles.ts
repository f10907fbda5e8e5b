import type { Workgroups } from '../../backend/workgroups.ts';
import { spread } from '../../backend/workgroups.ts';
import type { ShaderConstants } from '../../shader/shader.ts';

/** How a product is cut: threads of a workgroup along rows and columns, each with 4 × 4 values. */
interface ProductTile {
	readonly groupRows: number;
	readonly groupColumns: number;
}

/** Tiles, small to large: 32×16, 32×32, 128×8, 128×16, 64×32, 64×64. */
const productTiles: readonly ProductTile[] = [
	{ groupRows: 8, groupColumns: 4 },
	{ groupRows: 8, groupColumns: 8 },
	{ groupRows: 32, groupColumns: 2 },
	{ groupRows: 32, groupColumns: 4 },
	{ groupRows: 16, groupColumns: 8 },
	{ groupRows: 16, groupColumns: 16 },
];

/** Loads for a step along `inner` that cost as much as a row's or a column's share of the arithmetic. */
const loadWeight = 16;

/** The tile that takes least: what it computes beyond the product's edges, and what it loads again for every tile. */
function chooseTile(rows: number, columns: number): ProductTile {
	const cost = ({ groupRows, groupColumns }: ProductTile) => {
		const [tileRows, tileColumns] = [4 * groupRows, 4 * groupColumns];
		const padded = Math.ceil(rows / tileRows) * tileRows * Math.ceil(columns / tileColumns) * tileColumns;
		return padded * (1 + loadWeight * (1 / tileRows + 1 / tileColumns));
	};
	return productTiles.reduce((best, next) => (cost(next) <= cost(best) ? next : best));
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

interface CutOptions {
	/** Products of this kind side by side: groups, a batch. */
	readonly slices?: number;
	/** Cuts `inner` into shares, where tiles alone keep few workgroups busy. */
	readonly shared?: boolean;
}

/** Workgroups that keep a large GPU busy. */
const enoughGroups = 512;
/** Steps along `inner` below which a share is not worth its own sums. */
const leastInner = 512;

/** Cuts a product into workgroups. */
export function cutProduct(
	rows: number,
	inner: number,
	columns: number,
	options: CutOptions = {},
): TiledProduct {
	const { slices = 1, shared = false } = options;
	const given = chooseTile(rows, columns);
	const columnTiles = Math.ceil(columns / (4 * given.groupColumns));
	const [x, y] = spread(rows, 4 * given.groupRows);
	const most = Math.min(
		Math.ceil(enoughGroups / (x * y * columnTiles * slices)),
		Math.ceil(inner / leastInner),
	);
	const step = 2 * given.groupColumns; // as deep as a tile is
	const innerPerShare = step * Math.ceil(inner / (shared ? Math.max(most, 1) : 1) / step);
	const shares = Math.ceil(inner / innerPerShare);
	return {
		constants: { ...given },
		params: { rows, columns, inner, columnTiles, shares, innerPerShare },
		workgroups: [x, y, columnTiles * shares * slices],
	};
}
