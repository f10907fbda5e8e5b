/** ONNX Runtime on an exported network: `node onnxPeer.ts node|web <threads> <case JSON> <file.onnx>` prints a JSON line. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { NetworkCase } from './cases.ts';
import { measure } from './measure.ts';
import type { Result } from './result.ts';

/** What is used of ONNX Runtime, whose packages are installed apart from ours. */
interface OnnxRuntime {
	readonly env: { readonly wasm: { numThreads?: number } };
	readonly Tensor: new (type: 'float32', values: Float32Array, dims: readonly number[]) => OnnxTensor;
	readonly InferenceSession: {
		create(model: string | Uint8Array, options: Record<string, unknown>): Promise<OnnxSession>;
	};
}

interface OnnxTensor {
	readonly data: Float32Array;
}

interface OnnxSession {
	run(inputs: Record<string, OnnxTensor>): Promise<Record<string, OnnxTensor>>;
}

const [, , kind, threads, caseJson, file] = process.argv as unknown as [
	string,
	string,
	'node' | 'web',
	string,
	string,
	string,
];
const one = JSON.parse(caseJson) as NetworkCase;
const peer = `onnxruntime-${kind}`;

function load(): OnnxRuntime {
	const require = createRequire(join(import.meta.dirname, 'peers', 'package.json'));
	try {
		return require(peer) as OnnxRuntime;
	} catch {
		throw new Error(`${peer} is not installed; npm install --ignore-scripts --prefix tooling/bench/peers`);
	}
}

function floatsOf(path: string): Float32Array {
	const bytes = readFileSync(path);
	return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}

async function main(): Promise<void> {
	const runtime = load();
	runtime.env.wasm.numThreads = Number(threads);
	const session =
		kind === 'node'
			? await runtime.InferenceSession.create(file, {
					executionProviders: ['cpu'],
					intraOpNumThreads: Number(threads),
					interOpNumThreads: 1,
				})
			: await runtime.InferenceSession.create(new Uint8Array(readFileSync(file)), {
					executionProviders: ['wasm'],
				});
	const images = new runtime.Tensor('float32', floatsOf(`${file}.in`), [one.batch, 1, ...one.imgSize]);
	const run = async (): Promise<Float32Array> => (await session.run({ images })).logits!.data;
	const [expected, logits] = [floatsOf(`${file}.out`), await run()];
	const error = expected.reduce(
		(worst, value, index) => Math.max(worst, Math.abs(value - logits[index]!)),
		0,
	);
	if (!(error < 1e-2)) throw new Error(`its logits are ${error} off PyTorch's`);
	const timing = await measure(async () => void (await run()));
	const peakMemoryMb = process.resourceUsage().maxRSS / 1024;
	const result: Result = { peer, name: one.name, pass: one.pass, timing, batch: one.batch, peakMemoryMb };
	console.log(JSON.stringify(result));
}

try {
	await main();
	process.exit(0);
} catch (error) {
	console.error((error as Error).message);
	process.exit(1);
}
