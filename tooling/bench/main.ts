import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { type BenchCase, benchCases, type StepCase } from './cases.ts';
import { labelCases } from './labels/labelCases.ts';
import { labelRatios, labelTable } from './labels/labelTable.ts';
import { runLabelPeers } from './labels/runLabelPeers.ts';
import { describeMachine } from './machine.ts';
import type { Result } from './result.ts';
import { type PeerName, runPeer } from './runPeer.ts';
import { opTable, stepSeconds, stepTable } from './table.ts';
import { benchVolumeReaders, readerTable } from './volumeReaders.ts';

const help = `pnpm bench [name…] [--peers simd,cpu,wasm] [--torch] [--threads n] [--json]

Times the UNETR training step and single operations on the backend simd against the backends that tfjs ships, one
after the other on this machine. Names select cases by a part of their name ("step", "conv3", "block"). --torch adds
PyTorch on the operations, where python3 has it. "spine" times distances and components on label maps against scipy, a
thread each, where /usr/bin/python3 has it. Everything together takes about a quarter of an hour. "volumes" reads
a CT of 512×512×300 instead, against nifti-reader-js and nibabel.

  pnpm bench step
  pnpm bench conv3 --peers simd --threads 1
  pnpm bench spine
  pnpm bench volumes
`;

const { values: options, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		peers: { type: 'string', default: 'simd,cpu,wasm' },
		torch: { type: 'boolean', default: false },
		threads: { type: 'string', default: String(availableParallelism()) },
		json: { type: 'boolean', default: false },
		help: { type: 'boolean', default: false },
	},
});

/** The cases whose names hold one of the words asked for; all where none is. */
function chosen<T extends { readonly name: string }>(cases: readonly T[]): T[] {
	const wanted = positionals.map((name) => name.toLowerCase());
	if (wanted.length === 0) return [...cases];
	return cases.filter((one) => wanted.some((name) => one.name.toLowerCase().includes(name)));
}

async function runAll(cases: readonly BenchCase[]): Promise<Result[]> {
	const peers = [...options.peers.split(','), ...(options.torch ? ['torch'] : [])] as PeerName[];
	const results: Result[] = [];
	for (const peer of peers) {
		results.push(...(await runPeer(peer, Number(options.threads), cases, printProgress)));
	}
	return results;
}

function printProgress(result: Result): void {
	console.error(`${result.peer}: ${result.name} ${result.pass} ${secondsText(result)}`);
}

function secondsText(result: Result): string {
	return result.timing === undefined ? (result.error ?? '') : `${result.timing.median.toFixed(4)} s`;
}

/** How often a step on `simd` fits into a step of each other peer. */
function stepRatios(one: StepCase, results: readonly Result[]): Record<string, number> {
	const steps = results.filter((result) => result.name === one.name && result.timing !== undefined);
	const ours = steps.find((result) => result.peer === 'simd');
	if (ours === undefined) return {};
	const others = steps.filter((result) => result !== ours);
	return Object.fromEntries(
		others.map((other) => [other.peer, stepSeconds(other, one.batch)! / stepSeconds(ours, one.batch)!]),
	);
}

async function main(): Promise<void> {
	if (options.help) return console.log(help);
	if (positionals.includes('volumes')) return mainVolumes();
	const [cases, labelled] = [chosen(benchCases), chosen(labelCases)];
	if (cases.length + labelled.length === 0) {
		console.error(`no case is called ${positionals.join(' or ')}; there are:`);
		for (const one of [...benchCases, ...labelCases]) console.error(`  ${one.name}`);
		process.exitCode = 2;
		return;
	}
	const machine = { ...describeMachine(), threads: Number(options.threads) };
	const results = cases.length === 0 ? [] : await runAll(cases);
	const onLabels = await runLabelPeers(labelled, printProgress);
	const step = cases.find((one) => one.kind === 'step');
	if (options.json) {
		const ratios = { stepRatios: step ? stepRatios(step, results) : {}, labelRatios: labelRatios(onLabels) };
		console.log(JSON.stringify({ machine, results: [...results, ...onLabels], ...ratios }));
		return;
	}
	const { cpu, cores, memoryGb, node, platform, threads } = machine;
	console.log(
		`${cpu}, ${cores} cores, ${memoryGb} GB, ${platform}, Node ${node}; simd with ${threads} threads`,
	);
	const isStep = (result: Result): boolean => result.name === step?.name;
	if (step) console.log(`\n${stepTable(step, results.filter(isStep)).join('\n')}`);
	const others = results.filter((result) => !isStep(result));
	if (others.length > 0) console.log(`\n${opTable(others).join('\n')}`);
	if (onLabels.length > 0) console.log(`\n${labelTable(onLabels).join('\n')}`);
}

async function mainVolumes(): Promise<void> {
	const results = await benchVolumeReaders(({ file, reader, timing, error }) =>
		console.error(`${reader}: ${file} ${timing === undefined ? error : `${timing.median.toFixed(3)} s`}`),
	);
	const machine = describeMachine();
	if (options.json) return console.log(JSON.stringify({ machine, results }));
	const { cpu, cores, memoryGb, node, platform } = machine;
	console.log(`${cpu}, ${cores} cores, ${memoryGb} GB, ${platform}, Node ${node}`);
	console.log(`\n${readerTable(results).join('\n')}`);
}

await main();
