/** ONNX Runtime's WebGPU on the GPU that Dawn finds: `node onnxGpuPeer.ts <folder of models>` prints a JSON line a case. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startNodeGpu } from '@unetr/backend-webgpu/node';
import { type GpuCase, gpuCases } from './gpuCases.ts';
import type { GpuResult } from './gpuTable.ts';
import { medianMilliseconds } from './medianMilliseconds.ts';

/** What is used of ONNX Runtime, whose package is installed apart from ours. */
interface OnnxRuntime {
	readonly env: {
		readonly wasm: { numThreads?: number; wasmBinary?: Uint8Array };
		readonly webgpu: { readonly device: Promise<GPUDevice> | GPUDevice };
	};
	readonly Tensor: new (type: 'float32', values: Float32Array, dims: readonly number[]) => OnnxTensor;
	readonly InferenceSession: {
		create(model: Uint8Array, options: Readonly<Record<string, unknown>>): Promise<OnnxSession>;
	};
}

interface OnnxTensor {
	getData(): Promise<Float32Array>;
	dispose(): void;
}

interface OnnxSession {
	run(inputs: Readonly<Record<string, OnnxTensor>>): Promise<Readonly<Record<string, OnnxTensor>>>;
	release(): Promise<void>;
}

const peer = 'onnxruntime-web';
const dist = join(import.meta.dirname, '../peers/node_modules/onnxruntime-web/dist');

async function load(): Promise<OnnxRuntime> {
	if (!existsSync(dist)) {
		throw new Error(`${peer} is not installed: npm install --ignore-scripts --prefix tooling/bench/peers`);
	}
	await startNodeGpu();
	const runtime = (await import(pathToFileURL(join(dist, 'ort.webgpu.mjs')).href)) as OnnxRuntime;
	runtime.env.wasm.numThreads = 1;
	runtime.env.wasm.wasmBinary = readFileSync(join(dist, 'ort-wasm-simd-threaded.asyncify.wasm'));
	return runtime;
}

function floatsOf(path: string): Float32Array {
	const bytes = readFileSync(path);
	return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}

/** Times a model with its output left on the GPU, as the other peers leave theirs. */
async function measureModel(runtime: OnnxRuntime, file: string, input: readonly number[]): Promise<number> {
	const session = await runtime.InferenceSession.create(new Uint8Array(readFileSync(file)), {
		executionProviders: ['webgpu'],
		preferredOutputLocation: 'gpu-buffer',
	});
	const x = new runtime.Tensor('float32', floatsOf(`${file}.in`), input);
	const first = (await session.run({ x })).y!;
	const [expected, values] = [floatsOf(`${file}.out`), await first.getData()];
	const error = expected.reduce((worst, value, at) => Math.max(worst, Math.abs(value - values[at]!)), 0);
	if (!(error < 1e-2)) throw new Error(`its values are ${error} off PyTorch's`);
	const { queue } = await runtime.env.webgpu.device;
	const milliseconds = await medianMilliseconds(async () => {
		const { y } = await session.run({ x });
		y!.dispose();
		await queue.onSubmittedWorkDone();
	});
	await session.release();
	return milliseconds;
}

async function measureCase(
	runtime: OnnxRuntime,
	{ op, name, onnx }: GpuCase,
	file: string,
): Promise<GpuResult> {
	const base = { peer, op, name, flops: 0, bytes: 0 };
	try {
		return { ...base, milliseconds: await measureModel(runtime, file, onnx!.input) };
	} catch (error) {
		const text = error instanceof Error ? error.message : String(error);
		return { ...base, error: text.split('\n').at(-1)!.slice(0, 200) };
	}
}

const runtime = await load();
for (const [number, one] of gpuCases.filter(({ onnx }) => onnx).entries()) {
	console.log(JSON.stringify(await measureCase(runtime, one, join(process.argv[2]!, `${number}.onnx`))));
}
process.exit(0);
