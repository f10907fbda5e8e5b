import type { Result } from '../result.ts';

/** How often our run of each case fits into scipy's, by the medians. */
export function labelRatios(results: readonly Result[]): Record<string, number> {
	const ours = results.filter(({ peer, timing }) => peer === 'unetr' && timing !== undefined);
	return Object.fromEntries(
		ours.flatMap(({ name, timing }) => {
			const other = results.find((result) => result.peer === 'scipy' && result.name === name)?.timing;
			return other === undefined ? [] : [[name, other.median / timing!.median]];
		}),
	);
}

/** The label cases with scipy beside them, a line each; peers that disagree on the result are called out. */
export function labelTable(results: readonly Result[]): string[] {
	const ratios = labelRatios(results);
	const names = [...new Set(results.map(({ name }) => name))];
	const head = ['label maps, one thread each'.padEnd(28), 'unetr ms', 'scipy ms', 'ratio', 'bytes/voxel'];
	const lines = names.map((name) => {
		const [ours, scipy] = ['unetr', 'scipy'].map((peer) =>
			results.find((result) => result.peer === peer && result.name === name),
		);
		const ratio = ratios[name] === undefined ? '' : `${ratios[name].toFixed(1)} ×`;
		const cells = [cell(ours), cell(scipy), ratio, ours?.bytesPerVoxel?.toFixed(1) ?? ''];
		return row([name.padEnd(28), ...cells]) + remark(ours, scipy);
	});
	return [row(head), ...lines];
}

function row([name, ...cells]: readonly string[]): string {
	return `${name}${cells.map((text) => text.padStart(18)).join('')}`;
}

function cell(result: Result | undefined): string {
	if (result?.timing === undefined) return 'cannot';
	const { best, median } = result.timing;
	return `${(best * 1e3).toFixed(1)}/${(median * 1e3).toFixed(1)}`;
}

function remark(ours: Result | undefined, scipy: Result | undefined): string {
	const error = ours?.error ?? scipy?.error;
	if (error !== undefined) return `  ${error}`;
	const [a, b] = [ours?.value ?? Number.NaN, scipy?.value ?? Number.NaN];
	return Math.abs(a - b) <= 1e-6 * Math.abs(b) ? '' : `  the results differ: ${a} and ${b}`;
}
