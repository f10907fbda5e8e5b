import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { type BenchCase, benchCases, type NetworkCase } from './cases.ts';
import { labelCases } from './labels/labelCases.ts';
import { labelRatios, labelTable } from './labels/labelTable.ts';
import { runLabelPeers } from './labels/runLabelPeers.ts';
import { describeMachine } from './machine.ts';
import { measurePeak } from './peakFma.ts';
import type { Result } from './result.ts';
import { runPeer } from './runPeer.ts';
import { scalingOf } from './scaling.ts';
import type { PeerName } from './startPeer.ts';
import { networkTable, opTable, secondsOfBatch, withBackward } from './table.ts';
import { measureBandwidth, withTraffic } from './traffic.ts';
import { benchVolumeReaders, readerTable } from './volumeReaders.ts';
import { gpuTable, slowerThanStock } from './webgpu/gpuTable.ts';
import { runGpuPeers } from './webgpu/runGpuPeers.ts';

const help = `pnpm bench [name…] [--peers simd,simd-wasm,cpu,…] [--threads n] [--scaling] [--json] [--save file]

Times training steps, a forward pass and single operations on the backend simd, with both of its engines, against the
backends that tfjs ships, one after the other on this machine. Names select cases by a part of their name ("step",
"conv3", "block"). Peers: simd, simd-wasm (its WebAssembly), cpu, wasm (of tfjs), torch (where python3 has PyTorch),
onnxruntime-node, onnxruntime-web (npm install --ignore-scripts --prefix tooling/bench/peers; they need PyTorch too).
--scaling times operations with one thread too and says how many times faster all of them are.
--save keeps the figures as JSON beside the table, with the commit that
was measured. Everything together takes about a quarter of an hour.

"spine" times distances and components on label maps against scipy, a thread each, where /usr/bin/python3 has it;
"volumes" reads a CT of 512×512×300 instead, against nifti-reader-js and nibabel.
"webgpu" sets the kernels of the backend webgpu beside those of tfjs and of ONNX Runtime (onnxruntime-web, installed as
above, with models that PyTorch writes), on the GPU that Dawn finds in this Node.

  pnpm bench step
  pnpm bench step forward --peers simd,simd-wasm,torch,onnxruntime-node
  pnpm bench conv3 --peers simd --threads 1
  pnpm bench spine
  pnpm bench volumes
  pnpm bench webgpu
`;

const { values: options, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		peers: { type: 'string', default: 'simd,simd-wasm,cpu,wasm' },
		save: { type: 'string' },
		threads: { type: 'string', default: String(availableParallelism()) },
		scaling: { type: 'boolean', default: false },
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

async function runAll(cases: readonly BenchCase[], threads: number): Promise<Result[]> {
	const peers = options.peers.split(',') as PeerName[];
	const results: Result[] = [];
	for (const peer of peers) {
		results.push(...(await runPeer(peer, threads, cases, printProgress)));
	}
	return results;
}

function printProgress(result: Result): void {
	console.error(`${result.peer}: ${result.name} ${result.pass} ${secondsText(result)}`);
}

function secondsText(result: Result): string {
	return result.timing === undefined ? (result.error ?? '') : `${result.timing.median.toFixed(4)} s`;
}

/** How often a pass of a network on `simd` fits into that of each other peer. */
function networkRatios(one: NetworkCase, results: readonly Result[]): Record<string, number> {
	const passes = results.filter((result) => result.name === one.name && result.timing !== undefined);
	const ours = passes.find((result) => result.peer === 'simd');
	if (ours === undefined) return {};
	const others = passes.filter((result) => result !== ours);
	return Object.fromEntries(
		others.map((other) => [other.peer, secondsOfBatch(other, one.batch)! / secondsOfBatch(ours, one.batch)!]),
	);
}

async function main(): Promise<void> {
	if (options.help) return console.log(help);
	if (positionals.includes('volumes')) return mainVolumes();
	if (positionals.includes('webgpu')) return mainWebGpu();
	const [cases, labelled] = [chosen(benchCases), chosen(labelCases)];
	if (cases.length + labelled.length === 0) {
		console.error(`no case is called ${positionals.join(' or ')}; there are:`);
		for (const one of [...benchCases, ...labelCases]) console.error(`  ${one.name}`);
		process.exitCode = 2;
		return;
	}
	const threads = Number(options.threads);
	const limits =
		cases.length === 0 ? {} : { peak: measurePeak(threads), bandwidth: measureBandwidth(threads) };
	const { peak: peakGflops, bandwidth: bandwidthGbs } = limits;
	const machine = { ...describeMachine(), threads, peakGflops, bandwidthGbs };
	const results = cases.length === 0 ? [] : await runAll(cases, threads);
	const operations = cases.filter((one) => one.kind !== 'network');
	const alone = options.scaling && operations.length > 0 ? withBackward(await runAll(operations, 1)) : [];
	const scaling = scalingOf(alone, withBackward(results));
	const onLabels = await runLabelPeers(labelled, printProgress);
	const networks = cases.filter((one) => one.kind === 'network');
	const ratios = Object.fromEntries(networks.map((one) => [one.name, networkRatios(one, results)]));
	const all = [...withTraffic(results, cases), ...onLabels];
	const record = { machine, results: all, ratios, labelRatios: labelRatios(onLabels), scaling };
	if (options.save !== undefined) writeFileSync(options.save, `${JSON.stringify(record, null, '\t')}\n`);
	if (options.json) return console.log(JSON.stringify(record));
	const { cpu, cores, memoryGb, node, platform } = machine;
	console.log(`${cpu}, ${cores} cores, ${memoryGb} GB, ${platform}, Node ${node}; ${threads} threads`);
	for (const one of networks) console.log(`\n${networkTable(one, results).join('\n')}`);
	const timed = results.filter(({ name }) => networks.every((one) => one.name !== name));
	const table = opTable(withTraffic(withBackward(timed), cases), limits);
	if (timed.length > 0) console.log(`\n${table.join('\n')}`);
	for (const [name, factor] of Object.entries(scaling))
		console.log(`${threads} threads: ${factor.toFixed(2)} × ${name}`);
	if (onLabels.length > 0) console.log(`\n${labelTable(onLabels).join('\n')}`);
}

async function mainWebGpu(): Promise<void> {
	const results = await runGpuPeers((reason) => console.error(`no ONNX Runtime: ${reason}`));
	const machine = describeMachine();
	if (options.save !== undefined) {
		writeFileSync(options.save, `${JSON.stringify({ machine, results }, null, '\t')}\n`);
	}
	if (options.json) return console.log(JSON.stringify({ machine, results }));
	console.log(`${machine.cpu}, ${machine.cores} cores, ${machine.platform}, Node ${machine.node}`);
	console.log(`\n${gpuTable(results).join('\n')}`);
	for (const { op, name } of slowerThanStock(results)) console.log(`slower than tfjs: ${op}, ${name}`);
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
