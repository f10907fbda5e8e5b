import type { Machine } from '../machine.ts';
import { withMarkedTable } from '../markedTable.ts';

/** One thing at one size on one peer. */
export interface GpuResult {
	readonly peer: string;
	readonly op: string;
	readonly name: string;
	readonly milliseconds?: number;
	/** Multiplications and additions, where the kernels say so, or 0. */
	readonly flops: number;
	/** The least that its kernels can move: every tensor they are given once. */
	readonly bytes: number;
	/** Why it could not be timed. */
	readonly error?: string;
}

/** A saved run. */
export interface GpuRecord {
	readonly machine: Machine;
	readonly results: readonly GpuResult[];
}

const others = ['tfjs', 'onnxruntime-web'];
const marks = ['<!-- gpu table: written by `pnpm gpu-table` -->', '<!-- end of gpu table -->'] as const;

/** Times of ours beside the others' on one GPU as a Markdown table, with the flops to a byte that a kernel can reach at best. */
export function gpuTable(results: readonly GpuResult[]): string[] {
	const rows = results
		.filter(({ peer }) => peer === 'ours')
		.map((ours) => {
			const { op, name, flops, bytes } = ours;
			const time = ours.milliseconds?.toFixed(1) ?? '–';
			const cells = others.map((peer) => otherCell(ours, find(results, peer, ours)));
			const intensity = flops > 0 ? (flops / bytes).toFixed(1) : '–';
			const label = /^\w+$/.test(op) ? `\`${op}\`` : op;
			return `| ${label} | ${name} | ${time} | ${cells.join(' | ')} | ${intensity} | ${(bytes / 1e3).toFixed(0)} |`;
		});
	return [
		'| | size | ours, ms | tfjs, ms | | ONNX Runtime, ms | | flop/byte | kB at least |',
		'|---|---|--:|--:|--:|--:|--:|--:|--:|',
		...rows,
	];
}

const find = (results: readonly GpuResult[], peer: string, { op, name }: GpuResult): GpuResult | undefined =>
	results.find((one) => one.peer === peer && one.op === op && one.name === name);

/** Time of another peer, and how often ours fits into it. */
function otherCell(ours: GpuResult, other: GpuResult | undefined): string {
	if (other?.milliseconds === undefined) return other?.error === undefined ? '– |' : 'cannot |';
	const ratio = `${(other.milliseconds / ours.milliseconds!).toFixed(1)}×`;
	return `${other.milliseconds.toFixed(1)} | ${ratio}`;
}

/** The cases that tfjs's own kernels do in less time than ours. */
export function slowerThanStock(results: readonly GpuResult[]): GpuResult[] {
	const ours = results.filter(({ peer }) => peer === 'ours');
	return ours.filter((one) => (find(results, 'tfjs', one)?.milliseconds ?? Infinity) < one.milliseconds!);
}

/** Puts the table of a saved run between the marks of a README. */
export function withGpuTable(markdown: string, { machine, results }: GpuRecord): string {
	const { cpu, cores, node } = machine;
	const heading = `${cpu}, ${cores} cores, Node ${node.slice(1)}`;
	return withMarkedTable(markdown, marks, [`${heading}:`, '', ...gpuTable(results)].join('\n'));
}
