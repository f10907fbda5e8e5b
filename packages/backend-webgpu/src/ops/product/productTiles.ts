import type { Workgroups } from '../../backend/workgroups.ts';
import { spread } from '../../backend/workgroups.ts';
import type { ShaderConstants } from '../../shader/shader.ts';

/** How a product is cut: threads of a workgroup along rows and columns, each with 4 × 4 values. */
interface ProductTile {
	readonly groupRows: number;
	readonly groupColumns: number;
}

/** Tiles by their columns, narrow to wide: 128×8, 128×16, 64×32, 64×64. */
const productTiles: readonly ProductTile[] = [
	{ groupRows: 32, groupColumns: 2 },
	{ groupRows: 32, groupColumns: 4 },
	{ groupRows: 16, groupColumns: 8 },
	{ groupRows: 16, groupColumns: 16 },
];

/** The tile that wastes least of a product with so many columns, the wider of two that waste alike. */
function chooseTile(columns: number): ProductTile {
	const padded = ({ groupColumns }: ProductTile) => Math.ceil(columns / (4 * groupColumns)) * groupColumns;
	return productTiles.reduce((best, next) => (padded(next) <= padded(best) ? next : best));
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
	readonly tile?: ProductTile;
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
	const { slices = 1, tile: given = chooseTile(columns), shared = false } = options;
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
