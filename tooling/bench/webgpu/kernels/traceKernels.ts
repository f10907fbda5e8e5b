/**
 * Runs the kernels of all cases with their accesses noted: `node traceKernels.ts <workgroups at once, a JSON list>`
 * prints a JSON line a dispatch. writeKernels.ts starts it.
 */
import * as tf from '@tensorflow/tfjs';
import { kernelCases } from './kernelCases.ts';
import { startPlain } from './startPlain.ts';
import { Trace } from './trace.ts';

const atOnce = JSON.parse(process.argv[2]!) as number[];
const backend = await startPlain();
const trace = new Trace(backend, (number) => atOnce[number]!);
for (const one of kernelCases) {
	tf.tidy(() => void one.run());
	for (const line of await trace.read(one.name)) console.log(JSON.stringify(line));
}
process.exit(0);
