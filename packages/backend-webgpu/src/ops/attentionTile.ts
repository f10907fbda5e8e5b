import type { ShaderConstants } from '../shader/shader.ts';

/** How the threads of a workgroup stand: see attentionTiles.wgsl. */
interface AttentionTile {
	readonly across: number;
	readonly down: number;
	readonly perThread: number;
}

/** Tiles from the fastest, which need the most workgroup memory, to the least. */
const tiles: readonly AttentionTile[] = [
	{ across: 8, down: 8, perThread: 4 },
	{ across: 8, down: 8, perThread: 2 },
	{ across: 4, down: 16, perThread: 1 },
	{ across: 4, down: 8, perThread: 1 },
];

/** What a kernel keeps in workgroup memory, in multiples of its tile's sizes. */
export interface AttentionMemory {
	/** Tiles of as many rows as the workgroup has, and of as many as it has columns. */
	readonly rowTiles: number;
	readonly columnTiles: number;
	/** Vectors of weights for each row and thread across. */
	readonly weightPiles: number;
	/** Single values for each row and thread across. */
	readonly agreed: number;
}

function bytesOf({ across, down, perThread }: AttentionTile, size: number, memory: AttentionMemory): number {
	const rows = down * perThread;
	const stride = Math.ceil(size / 4) | 1;
	const tileRows = memory.rowTiles * rows + memory.columnTiles * 4 * across;
	return 16 * tileRows * stride + (16 * memory.weightPiles + 4 * memory.agreed) * rows * across;
}

/** Rows and columns of a workgroup, and the constants that say so. */
export interface ChosenTile {
	readonly rows: number;
	readonly columns: number;
	readonly constants: ShaderConstants;
}

/**
 * The tile for heads of a size: the largest that fits, or one of fewer rows where that would leave a GPU without work.
 *
 * @param size values of a head
 * @param limit bytes of workgroup memory
 * @param tokens rows to share out, of each of `entries`
 */
export function attentionTile(
	size: number,
	memory: AttentionMemory,
	limit: number,
	tokens: number,
	entries: number,
): ChosenTile | undefined {
	const fitting = tiles.filter((tile) => bytesOf(tile, size, memory) <= limit);
	const busy = fitting.find(
		({ down, perThread }) => Math.ceil(tokens / (down * perThread)) * entries >= enoughGroups,
	);
	const tile = busy ?? fitting.find(({ perThread }) => perThread <= 2) ?? fitting[0];
	if (!tile) return undefined;
	const whole = size % 4 === 0;
	return {
		rows: tile.down * tile.perThread,
		columns: 4 * tile.across,
		constants: { ...tile, size, whole, Lane: whole ? 'vec4f' : 'f32' },
	};
}

/** Workgroups from which on a large GPU is busy. */
const enoughGroups = 256;
