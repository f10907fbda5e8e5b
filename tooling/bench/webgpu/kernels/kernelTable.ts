import { withMarkedTable } from '../../markedTable.ts';
import type { CompilerAccount } from './compilerAccounts.ts';
import type { namedGpu } from './namedGpu.ts';
import type { TracedDispatch } from './trace.ts';

/** A dispatch of a kernel: what it moved, and what it takes of the named GPU. */
export interface KernelRow extends TracedDispatch, CompilerAccount {
	/** Lines touched by each workgroup, each once: what goes through the caches that workgroups share. */
	readonly groupBytes: number;
	readonly threads: number;
	/** Share of the wave slots of a compute unit that the kernel's workgroups fill. */
	readonly occupancy: number;
}

/** All kernels on one GPU. */
export interface KernelRecord {
	readonly gpu: typeof namedGpu;
	readonly rows: readonly KernelRow[];
}

const marks = [
	'<!-- kernel table: written by `pnpm kernel-table` -->',
	'<!-- end of kernel table -->',
] as const;

/** How much more a kernel moves than it must. */
export const excessOf = ({ movedBytes, leastBytes }: KernelRow): number => movedBytes / leastBytes;

/** Rows to show: of a kernel that counts its operations each case, of others the one that moves most. */
export function shownRows(rows: readonly KernelRow[]): KernelRow[] {
	const shown = new Map<string, KernelRow>();
	for (const row of rows) {
		const key = row.flops > 0 ? `${row.file} ${row.name} ${row.workgroups}` : row.file;
		const before = shown.get(key);
		if (!before || before.movedBytes < row.movedBytes) shown.set(key, row);
	}
	return [...shown.values()];
}

/** Kernels as a Markdown table. */
export function kernelTable(rows: readonly KernelRow[]): string {
	const lines = shownRows(rows).map(lineOf);
	return [
		'| kernel | of | flop/byte | MB moved | of the least | of it through L2 | workgroups | threads | registers | workgroup memory, B | occupancy |',
		'|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|',
		...lines,
	].join('\n');
}

function lineOf(row: KernelRow): string {
	const { file, name, flops, movedBytes, workgroups, threads, registers, spilledRegisters, localBytes } = row;
	const cells = [
		flops > 0 ? (flops / movedBytes).toFixed(1) : '–',
		(movedBytes / 1e6).toFixed(movedBytes < 1e6 ? 2 : 1),
		`${excessOf(row).toFixed(2)}×`,
		`${(row.groupBytes / row.leastBytes).toFixed(1)}×`,
		...[workgroups, threads].map(String),
		spilledRegisters > 0 ? `${registers}, ${spilledRegisters} spilled` : String(registers),
		String(localBytes),
		`${Math.round(100 * row.occupancy)} %`,
	];
	return `| \`${file.replace('.wgsl', '')}\` | ${name} | ${cells.join(' | ')} |`;
}

/** Puts the table between the marks of a README. */
export const withKernelTable = (markdown: string, { rows }: KernelRecord): string =>
	withMarkedTable(markdown, marks, kernelTable(rows));
