import type { KernelShare, NetworkProfile } from './profileNetwork.ts';

/** Lines of a profile: each kernel with its time, what it moves and computes, and the share of the measured peak. */
export function describeProfile({ device, kernels, peak }: NetworkProfile): string[] {
	const total = kernels.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
	const { gigaflops, gigabytesPerSecond } = peak;
	const bandwidth = gigabytesPerSecond === undefined ? '' : ` and ${gigabytesPerSecond.toFixed(1)} GB/s`;
	const rows = kernels.map((kernel) => [
		kernel.kernel.replace('.wgsl', ''),
		String(kernel.calls),
		kernel.milliseconds.toFixed(2),
		share(kernel.milliseconds, total),
		(kernel.bytes / 1e6).toFixed(2),
		kernel.flops > 0 ? (kernel.flops / 1e6).toFixed(2) : '–',
		...shares(kernel, peak),
	]);
	return [
		`${device}, measured peak ${gigaflops.toFixed(1)} GFLOP/s${bandwidth}`,
		...aligned([['kernel', 'calls', 'ms', 'of time', 'MB', 'MFLOP', 'of peak', 'of GB/s'], ...rows]).map(
			(line) => `  ${line}`,
		),
	];
}

/** Share of the peak in operations, and in bytes. */
function shares(
	{ milliseconds, flops, bytes }: KernelShare,
	{ gigaflops, gigabytesPerSecond }: NetworkProfile['peak'],
) {
	return [
		flops > 0 && milliseconds > 0 ? share(flops / milliseconds / 1e6, gigaflops) : '–',
		gigabytesPerSecond === undefined || milliseconds === 0
			? '–'
			: share(bytes / milliseconds / 1e6, gigabytesPerSecond),
	];
}

const share = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;

/** Cells under one another, the first column to the left and the others to the right. */
function aligned(rows: readonly (readonly string[])[]): string[] {
	const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
	return rows.map((row) =>
		row
			.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
			.join('  '),
	);
}
