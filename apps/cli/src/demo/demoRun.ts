import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { exists } from '../files/volumeFiles.ts';
import { writeWholeFile } from '../files/writeWholeFile.ts';
import { writePhantomDataset } from '../phantoms/writePhantomDataset.ts';
import { Refusal } from '../refusal.ts';
import { runStoppable } from '../runStoppable.ts';
import { trainRun } from '../train/trainRun.ts';
import type { CommandResult } from '../usage/command.ts';
import type { EngineChoice } from '../usage/engineFlags.ts';
import type { LengthChoice } from '../usage/lengthFlags.ts';
import { DEMO_MODEL } from './demoModel.ts';

/** What `unetr demo` is asked for. */
export interface DemoOptions extends LengthChoice {
	/** Data set folder; phantoms are made when left out. */
	readonly data: string | undefined;
	readonly out: string;
	/** Number of phantoms. */
	readonly cases: number;
	readonly seed: number;
	readonly engine: EngineChoice;
}

/** Marks a folder as a demo's, so that the next demo may replace it. */
const MARK = '.unetr-demo';

/** Runs the whole way: data, training, predictions on held-out cases, report. */
export async function demoRun(options: DemoOptions): Promise<CommandResult> {
	await clearFolder(options.out);
	const data = options.data ?? (await makePhantoms(options));
	const result = await trainRun({
		data,
		model: DEMO_MODEL.name,
		spec: DEMO_MODEL.spec,
		out: join(options.out, 'run'),
		fold: 0,
		splits: undefined,
		...(options.minutes === undefined
			? { steps: options.steps ?? DEMO_MODEL.steps }
			: { minutes: options.minutes }),
		seed: options.seed,
		batch: DEMO_MODEL.batch,
		learningRate: DEMO_MODEL.learningRate,
		engine: options.engine,
		resume: false,
	});
	return {
		json: { ...result.json, data },
		lines: [...result.lines.slice(0, -1), `Data set     ${data}`, ...result.lines.slice(-1)],
	};
}

/** Replaces an earlier demo, and says so; anything else in the folder is left alone. */
async function clearFolder(folder: string): Promise<void> {
	const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
		if (error.code === 'ENOENT') return [];
		throw error;
	});
	if (names.length > 0) {
		if (!(await exists(join(folder, MARK)))) {
			throw new Refusal(`The folder ${folder} holds something else than a demo; choose another --out.`);
		}
		process.stderr.write(`Replacing the earlier demo in ${folder}.\n`);
		for (const name of ['run', 'phantoms']) await rm(join(folder, name), { recursive: true, force: true });
	}
	await mkdir(folder, { recursive: true });
	await writeWholeFile(join(folder, MARK), 'Made by unetr demo, which may replace this folder.\n');
}

async function makePhantoms({ out, seed, cases }: DemoOptions): Promise<string> {
	const folder = join(out, 'phantoms');
	const stopped = 'Stopped while the phantoms were made; run the demo again.';
	await runStoppable({ name: 'phantoms', stopping: 'Stopping.', stopped }, (progress, signal) =>
		writePhantomDataset(folder, {
			seed,
			count: cases,
			signal,
			onProgress: (done) => progress.update({ done, total: cases }),
		}),
	);
	return folder;
}
