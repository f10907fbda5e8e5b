/** One op at one size on one peer. */
export interface GpuResult {
	readonly peer: string;
	readonly op: string;
	readonly name: string;
	readonly milliseconds: number;
	/** Multiplications and additions, where the kernels say so, or 0. */
	readonly flops: number;
	/** The least that its kernels can move: every tensor they are given once. */
	readonly bytes: number;
}

/** Times of ours beside tfjs' own as a Markdown table, with the flops to a byte that a kernel can reach at best. */
export function gpuTable(results: readonly GpuResult[]): string[] {
	const ours = results.filter(({ peer }) => peer === 'ours');
	const rows = ours.map(({ op, name, milliseconds, flops, bytes }) => {
		const stock = results.find((one) => one.peer !== 'ours' && one.op === op && one.name === name);
		const ratio = stock ? `${(stock.milliseconds / milliseconds).toFixed(1)}×` : '–';
		const intensity = flops > 0 ? (flops / bytes).toFixed(1) : '–';
		const times = [milliseconds, stock?.milliseconds].map((time) => time?.toFixed(1) ?? '–');
		return `| \`${op}\` | ${name} | ${times.join(' | ')} | ${ratio} | ${intensity} | ${(bytes / 1e3).toFixed(0)} |`;
	});
	return [
		'| op | size | ours, ms | tfjs, ms | | flop/byte | kB at least |',
		'|---|---|--:|--:|--:|--:|--:|',
		...rows,
	];
}
