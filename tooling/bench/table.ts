import type { NetworkCase } from './cases.ts';
import type { Peak } from './peakFma.ts';
import type { Result } from './result.ts';

/** Seconds that a pass of the wanted batch takes; a smaller batch counts as many times as it fits. */
export function secondsOfBatch(result: Result, wantedBatch: number): number | undefined {
	if (result.timing === undefined) return undefined;
	return result.timing.median * (wantedBatch / (result.batch ?? wantedBatch));
}

/** How a network's pass on every peer compares with that on `simd`, a line each. */
export function networkTable(one: NetworkCase, results: readonly Result[]): string[] {
	const { network, batch } = one;
	const what =
		network.family === 'unetr' ? network.preset : `residual blocks of ${network.filters.join(', ')} channels`;
	const title = `${one.name}: ${what}, ${one.imgSize.join('×')}, batch ${batch}; seconds, median of n`;
	const ofCase = results.filter((result) => result.name === one.name);
	const ours = ofCase.find((result) => result.peer === 'simd');
	const reference = ours && secondsOfBatch(ours, batch);
	const lines = ofCase.map((result) => {
		const seconds = secondsOfBatch(result, batch);
		const peer = peerTitle(result.peer).padEnd(18);
		if (seconds === undefined) return `  ${peer} –  ${result.error ?? ''}`;
		const { best, n } = result.timing!;
		const scale = batch / result.batch!;
		const ratio = reference === undefined ? '' : `${(seconds / reference).toFixed(2).padStart(8)} ×`;
		const figures = `${seconds.toFixed(3).padStart(9)}  best ${(best * scale).toFixed(3)}  n ${n}`;
		return `  ${peer} ${figures.padEnd(34)}${ratio}${remarks(result, scale)}`;
	});
	return [title, ...lines];
}

function remarks(result: Result, scale: number): string {
	const all = [
		...(result.parameters === undefined ? [] : [`${(result.parameters / 1e6).toFixed(2)} M parameters`]),
		...(result.peakMemoryMb === undefined ? [] : [`peak ${result.peakMemoryMb.toFixed(0)} MiB`]),
		...(result.layout === undefined ? [] : [result.layout]),
		...(scale === 1 ? [] : [`measured at batch ${result.batch}, times ${scale}`]),
		...(result.note === undefined ? [] : [result.note]),
	];
	return all.length === 0 ? '' : `  ${all.join('; ')}`;
}

/** Adds each operation's backward pass: what forward and backward take more than forward alone. */
export function withBackward(results: readonly Result[]): Result[] {
	return results.flatMap((both) => {
		const forward = results.find(
			({ peer, name, pass }) => peer === both.peer && name === both.name && pass === 'forward',
		);
		if (both.pass !== 'forward+backward' || !both.timing || !forward?.timing) return [both];
		const { timing } = forward;
		const [best, median] = [both.timing.best - timing.best, both.timing.median - timing.median];
		const gflop = both.gflop! - forward.gflop!;
		return [{ ...both, pass: 'backward', timing: { best, median, n: both.timing.n }, gflop }];
	});
}

/** What the machine can do at most. */
export interface Limits {
	readonly peak?: Peak | undefined;
	/** GB/s that memory moves. */
	readonly bandwidth?: number | undefined;
}

/** Share of a limit that a rate reaches, as a cell; empty where either is unknown. */
function shareCell(
	amount: number | undefined,
	seconds: number | undefined,
	limit: number | undefined,
): string {
	if (amount === undefined || seconds === undefined || limit === undefined) return '';
	return `${((100 * amount) / seconds / limit).toFixed(0)} %`.padStart(10);
}

/**
 * One operation in one pass: milliseconds and GFLOP/s of every peer side by side, and the shares of `simd` in the peak of
 * multiply-adds and in what memory moves.
 */
export function opTable(results: readonly Result[], { peak, bandwidth }: Limits = {}): string[] {
	const peers = [...new Set(results.map((result) => result.peer))];
	const rows = [...new Set(results.map((result) => `${result.name} ${result.pass}`))];
	const head = `${'operation'.padEnd(40)}${peers.map((peer) => peerTitle(peer).padStart(26)).join('')}`;
	const units = peers.map(() => 'ms best/median    GFLOP/s'.padStart(26)).join('');
	const unit = `${''.padEnd(40)}${units}${peak === undefined ? '' : '   of peak'}${bandwidth === undefined ? '' : ' of memory'}`;
	const share = (row: string): string => {
		const ours = results.find((result) => result.peer === 'simd' && `${result.name} ${result.pass}` === row);
		const seconds = ours?.timing?.median;
		return shareCell(ours?.gflop, seconds, peak?.widest) + shareCell(ours?.gigabytes, seconds, bandwidth);
	};
	const lines = rows.map((row) => {
		const cells = peers.map((peer) =>
			cell(results.find((result) => result.peer === peer && `${result.name} ${result.pass}` === row)),
		);
		return `${row.padEnd(40)}${cells.map((text) => text.padStart(26)).join('')}${share(row)}`;
	});
	return [head, unit, ...lines, ...footnotes(results)];
}

function cell(result: Result | undefined): string {
	if (result?.timing === undefined) return result?.error === undefined ? '' : 'cannot';
	const { best, median } = result.timing;
	const speed = (result.gflop! / median).toFixed(2).padStart(10);
	return `${(best * 1e3).toFixed(1)}/${(median * 1e3).toFixed(1)}${speed}`;
}

function footnotes(results: readonly Result[]): string[] {
	const notes = results.flatMap((result) => {
		const text = result.error === undefined ? result.note : `${result.name} ${result.pass}: ${result.error}`;
		return text === undefined ? [] : [`  ${peerTitle(result.peer)}: ${text}`];
	});
	return [...new Set(notes)];
}

function peerTitle(peer: string): string {
	const titles: Readonly<Record<string, string>> = {
		cpu: 'tfjs cpu',
		wasm: 'tfjs wasm',
		torch: 'PyTorch',
		'simd-wasm': 'simd (wasm)',
	};
	return titles[peer] ?? peer;
}
