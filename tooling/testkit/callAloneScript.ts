import { pathToFileURL } from 'node:url';
import type { AloneOutcome } from './callAlone.ts';
import { peakKb } from './peakKb.ts';

// The process of callAlone: node callAloneScript.ts <module> <function> <path>

const [module, name, path] = process.argv.slice(2) as [string, string, string];
const called: (path: string) => Promise<unknown> = (await import(pathToFileURL(module).href))[name];
const prototypeKeys = Reflect.ownKeys(Object.prototype).join();
const before = peakKb();
const started = performance.now();
const result: Pick<AloneOutcome, 'value' | 'error'> = await called(path).then(
	(value) => ({ value }),
	(error: Error) => ({ error: { name: error.name, message: error.message } }),
);
const seconds = (performance.now() - started) / 1000;
const grownKb = peakKb() - before;
const pollutes = Reflect.ownKeys(Object.prototype).join() !== prototypeKeys;
const outcome: AloneOutcome = { ...result, grownKb, seconds, pollutes };
console.log(
	JSON.stringify(outcome, (_, value: unknown) => {
		if (ArrayBuffer.isView(value)) return Array.from(value as Uint8Array);
		const isPlain = typeof value !== 'bigint' && (typeof value !== 'number' || Number.isFinite(value));
		return isPlain ? value : String(value);
	}),
);
