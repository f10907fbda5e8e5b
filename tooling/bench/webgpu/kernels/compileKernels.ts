/**
 * Compiles the kernels of all cases for a GPU that is not there, by Mesa's RADV without hardware: `node compileKernels.ts`
 * prints a JSON line a dispatch, and the compiler its account of a kernel on stderr behind the kernel's number.
 * writeKernels.ts starts it.
 */
import { writeSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { kernelCases } from './kernelCases.ts';
import { startPlain } from './startPlain.ts';
import { workgroupThreads } from './workgroupThreads.ts';

const backend = await startPlain();
const { device, pipelines } = backend;
let code = '';
const createModule = device.createShaderModule.bind(device);
device.createShaderModule = (descriptor) => {
	code = descriptor.code;
	return createModule(descriptor);
};
let calls: Parameters<typeof backend.run>[] = [];
backend.run = (...call) => void calls.push(call);
const numbers = new Map<string, { readonly number: number; readonly threads: number }>();
for (const one of kernelCases) {
	calls = [];
	tf.tidy(() => void one.run());
	for (const [shader, { constants }] of calls) {
		const key = `${shader.parts.map(({ file }) => file)} ${JSON.stringify(constants)}`;
		if (!numbers.has(key)) {
			writeSync(2, `kernel ${numbers.size}\n`);
			pipelines.prepare(shader, constants);
			await pipelines.prepared(() => {});
			numbers.set(key, { number: numbers.size, threads: workgroupThreads(code) });
		}
		console.log(JSON.stringify({ name: one.name, file: shader.file, ...numbers.get(key) }));
	}
}
process.exit(0);
