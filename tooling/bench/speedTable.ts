import type { Machine } from './machine.ts';
import { withMarkedTable } from './markedTable.ts';
import type { Result } from './result.ts';

/** What `pnpm bench --save` keeps of a run. */
export interface BenchRecord {
	readonly machine: Machine & { readonly threads: number };
	readonly results: readonly Result[];
}

const begin = '<!-- speed table: written by `pnpm speed-table` -->';
const end = '<!-- end of speed table -->';

const networkPasses: readonly Result['pass'][] = ['step', 'forward'];

/** Seconds and peak memory of whole networks as Markdown: a row for each, a column for each peer, ratios to `simd`. */
export function speedTable({ machine, results }: BenchRecord): string {
	const networks = results.filter(
		(result) => result.parameters !== undefined || result.peer.startsWith('onnx'),
	);
	const whole = networks.filter(
		(result) => networkPasses.includes(result.pass) && result.timing !== undefined,
	);
	const peers = [...new Set(whole.map((result) => result.peer))];
	const rows = [...new Set(whole.map((result) => result.name))].map((name) => {
		const ours = whole.find((result) => result.name === name && result.peer === 'simd')!;
		const cells = peers.map((peer) =>
			cell(
				whole.find((result) => result.name === name && result.peer === peer),
				ours,
			),
		);
		return `| ${name} | ${cells.join(' | ')} |`;
	});
	const { cpu, cores, threads, node } = machine;
	return [
		`| ${cpu}, ${cores} cores, ${threads} threads, Node ${node.slice(1)} | ${peers.map(peerName).join(' | ')} |`,
		`|---|${peers.map(() => '---|').join('')}`,
		...rows,
	].join('\n');
}

function cell(result: Result | undefined, ours: Result): string {
	if (result?.timing === undefined) return '–';
	const seconds = result.timing.median * ((ours.batch ?? 1) / (result.batch ?? 1));
	const memory = result.peakMemoryMb === undefined ? '' : `, ${Math.round(result.peakMemoryMb)} MiB`;
	const ratio = result === ours ? '' : ` (${(seconds / ours.timing!.median).toFixed(2)} ×)`;
	return `${seconds.toFixed(seconds < 10 ? 2 : 0)} s${ratio}${memory}`;
}

function peerName(peer: string): string {
	const names: Readonly<Record<string, string>> = {
		simd: '`simd`, native',
		'simd-wasm': '`simd`, WebAssembly',
		torch: 'PyTorch 1.13',
		cpu: 'tfjs `cpu`',
		wasm: 'tfjs `wasm`',
	};
	return names[peer] ?? peer;
}

/**
 * Puts a table between the two marks of a Markdown text.
 *
 * @throws Error where the text lacks the marks
 */
export const withSpeedTable = (markdown: string, table: string): string =>
	withMarkedTable(markdown, [begin, end], table);
