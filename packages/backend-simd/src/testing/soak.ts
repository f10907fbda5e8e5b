/**
 * Trains for 5000 steps in a process of its own: `node --expose-gc soak.ts native|wasm`. Prints as one line of JSON what
 * is in memory after every thousand.
 */
import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs';
import type { EngineMemory } from '../engine/engine.ts';
import { restartOn } from './restartOn.ts';
import { tinyTraining } from './tinyTraining.ts';

/** What is in memory after some steps. */
export interface SoakLook {
	readonly loss: number;
	readonly tensors: tf.MemoryInfo;
	readonly engine: EngineMemory;
	/** Pages of the process. */
	readonly residentBytes: number;
}

const [engine] = process.argv.slice(2) as ['native' | 'wasm'];
const backend = await restartOn({ engine, threads: 2 });
// The engine's first pages are touched before, all of them: what grows afterwards is something else.
const pages = backend.engine.allocate(15 * 2 ** 20);
backend.engine.floats(pages, 15 * 2 ** 18).fill(0);
backend.engine.free(pages);
const { step } = tinyTraining();
const looks: SoakLook[] = [];
for (let i = 1; i <= 5000; i++) {
	const loss = step();
	if (i % 100 === 0) await setImmediate(); // V8 gives freed buffers back between events
	if (i % 1000 > 0) continue;
	globalThis.gc?.();
	await setImmediate();
	const residentBytes = process.memoryUsage.rss();
	looks.push({ loss, tensors: tf.memory(), engine: backend.engineMemory(), residentBytes });
}
console.log(JSON.stringify(looks));
