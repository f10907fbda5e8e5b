import type { StepCase } from './cases.ts';
import type { Result } from './result.ts';

/** Seconds that a step of the wanted batch takes; a smaller batch counts as many times as it fits. */
export function stepSeconds(result: Result, wantedBatch: number): number | undefined {
	if (result.timing === undefined) return undefined;
	return result.timing.median * (wantedBatch / (result.batch ?? wantedBatch));
}

/** How the training step of every peer compares with that on `simd`, a line each. */
export function stepTable(one: StepCase, results: readonly Result[]): string[] {
	const size = one.imgSize.join('×');
	const title = `${one.name}: ${one.preset}, ${size}, batch ${one.batch}; seconds a step, median of n`;
	const ours = results.find((result) => result.peer === 'simd');
	const reference = ours && stepSeconds(ours, one.batch);
	const lines = results.map((result) => {
		const seconds = stepSeconds(result, one.batch);
		if (seconds === undefined) return `  ${peerTitle(result.peer).padEnd(10)} –  ${result.error ?? ''}`;
		const { best, n } = result.timing!;
		const scale = one.batch / result.batch!;
		const ratio = reference === undefined ? '' : `${(seconds / reference).toFixed(1).padStart(8)} ×`;
		const figures = `${seconds.toFixed(3).padStart(9)}  best ${(best * scale).toFixed(3)}  n ${n}`;
		return `  ${peerTitle(result.peer).padEnd(10)} ${figures.padEnd(34)}${ratio}${remarks(result, scale)}`;
	});
	return [title, ...lines];
}

function remarks(result: Result, scale: number): string {
	const all = [
		`${((result.parameters ?? 0) / 1e6).toFixed(2)} M parameters`,
		...(scale === 1 ? [] : [`measured at batch ${result.batch}, times ${scale}`]),
		...(result.note === undefined ? [] : [result.note]),
	];
	return `  ${all.join('; ')}`;
}

/** One operation in one pass: milliseconds and GFLOP/s of every peer side by side. */
export function opTable(results: readonly Result[]): string[] {
	const peers = [...new Set(results.map((result) => result.peer))];
	const rows = [...new Set(results.map((result) => `${result.name} ${result.pass}`))];
	const head = `${'operation'.padEnd(40)}${peers.map((peer) => peerTitle(peer).padStart(26)).join('')}`;
	const unit = `${''.padEnd(40)}${peers.map(() => 'ms best/median    GFLOP/s'.padStart(26)).join('')}`;
	const lines = rows.map((row) => {
		const cells = peers.map((peer) =>
			cell(results.find((result) => result.peer === peer && `${result.name} ${result.pass}` === row)),
		);
		return `${row.padEnd(40)}${cells.map((text) => text.padStart(26)).join('')}`;
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
	return { cpu: 'tfjs cpu', wasm: 'tfjs wasm', torch: 'PyTorch' }[peer] ?? peer;
}
