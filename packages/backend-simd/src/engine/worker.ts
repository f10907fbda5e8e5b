import {
	controlBytes,
	controlWord,
	gateOpen,
	instantiateKernels,
	type KernelFunction,
	kernelNames,
	stopKernel,
	type WorkerStart,
} from './pooledWork.ts';

/** Polls before a worker sleeps: about the time that tfjs takes between two kernels. */
const spins = 4000;

function serve({ module, memory, control, stackPointer, thread }: WorkerStart): void {
	const exports = instantiateKernels(module, memory, stackPointer);
	const kernels = kernelNames(module).map((name) => exports[name] as KernelFunction);
	const words = new Int32Array(memory.buffer, control, controlBytes / 4);
	let seen = 0;
	while (true) {
		seen = nextGeneration(words, seen);
		if (thread >= words[controlWord.threads]! || !stepIn(words)) continue;
		const kernel = words[controlWord.kernel]!;
		if (kernel !== stopKernel) {
			try {
				kernels[kernel]!(control + controlBytes, thread, words[controlWord.threads]!);
			} catch {
				Atomics.store(words, controlWord.failed, 1);
			}
		}
		if (Atomics.sub(words, controlWord.gate, 1) === 1) Atomics.notify(words, controlWord.gate);
		if (kernel === stopKernel) return;
	}
}

function nextGeneration(words: Int32Array<ArrayBufferLike>, seen: number): number {
	for (let spin = 0; Atomics.load(words, controlWord.generation) === seen; spin++) {
		if (spin < spins) continue;
		Atomics.wait(words as Int32Array<SharedArrayBuffer>, controlWord.generation, seen);
		spin = 0;
	}
	return Atomics.load(words, controlWord.generation);
}

function stepIn(words: Int32Array): boolean {
	let gate = Atomics.load(words, controlWord.gate);
	while (gate >= gateOpen) {
		const found = Atomics.compareExchange(words, controlWord.gate, gate, gate + 1);
		if (found === gate) return true;
		gate = found;
	}
	return false;
}

const nodePort = globalThis.process?.getBuiltinModule?.('node:worker_threads').parentPort;
if (nodePort) {
	nodePort.once('message', (start: WorkerStart) => {
		nodePort.postMessage('ready');
		serve(start);
	});
} else {
	globalThis.onmessage = ({ data }: MessageEvent<WorkerStart>) => {
		globalThis.postMessage('ready');
		serve(data);
	};
}
