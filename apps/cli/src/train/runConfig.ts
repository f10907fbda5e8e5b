import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeWholeFile } from '../files/writeWholeFile.ts';
import { Refusal } from '../refusal.ts';

/** Everything that decides a run; written to config.json before the first step. */
export interface RunConfig {
	formatVersion: 1;
	dataset: { name: string; folder: string; labels: string[] };
	split: { fold: number; file: string | null; train: string[]; validation: string[] };
	model: { asked: string; name: string; config: Record<string, unknown> };
	preprocessing: Record<string, unknown>;
	augmentation: Record<string, unknown>;
	optimizer: {
		name: 'adamw';
		learningRate: number;
		weightDecay: number;
		clipNorm: number;
		warmupSteps: number;
	};
	loss: 'dice + cross entropy';
	batch: number;
	seed: number;
	length: { minutes?: number | undefined; epochs?: number | undefined; steps?: number | undefined };
	engine: { backend: 'simd' | 'cpu'; threads: number };
}

const RunConfigSchema: z.ZodType<RunConfig> = z.strictObject({
	formatVersion: z.literal(1),
	dataset: z.strictObject({ name: z.string(), folder: z.string(), labels: z.array(z.string()).min(2) }),
	split: z.strictObject({
		fold: z.number().int().min(0),
		file: z.string().nullable(),
		train: z.array(z.string()).min(1),
		validation: z.array(z.string()).min(1),
	}),
	model: z.strictObject({ asked: z.string(), name: z.string(), config: z.record(z.string(), z.unknown()) }),
	preprocessing: z.record(z.string(), z.unknown()),
	augmentation: z.record(z.string(), z.unknown()),
	optimizer: z.strictObject({
		name: z.literal('adamw'),
		learningRate: z.number().positive(),
		weightDecay: z.number().min(0),
		clipNorm: z.number().positive(),
		warmupSteps: z.number().int().min(0),
	}),
	loss: z.literal('dice + cross entropy'),
	batch: z.number().int().min(1),
	seed: z.number().int().min(0),
	length: z.strictObject({
		minutes: z.number().positive().optional(),
		epochs: z.number().positive().optional(),
		steps: z.number().int().min(1).optional(),
	}),
	engine: z.strictObject({ backend: z.enum(['simd', 'cpu']), threads: z.number().int().min(1) }),
});

const CONFIG_FILE = 'config.json';

/** Writes config.json into the run folder. */
export async function writeRunConfig(folder: string, config: RunConfig): Promise<void> {
	await writeWholeFile(join(folder, CONFIG_FILE), `${JSON.stringify(config, null, '\t')}\n`);
}

/**
 * Reads the config.json of a run folder; undefined where there is none.
 *
 * @throws Refusal naming the field that is wrong.
 */
export async function readRunConfig(folder: string): Promise<RunConfig | undefined> {
	const path = join(folder, CONFIG_FILE);
	let text: string;
	try {
		text = await readFile(path, 'utf8');
	} catch (error) {
		if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
		throw error;
	}
	const parsed = RunConfigSchema.safeParse(parseJson(text, path));
	if (parsed.success) return parsed.data;
	const [issue] = parsed.error.issues;
	throw new Refusal(`${path}: ${issue?.path.join('.') || 'the file'} is wrong (${issue?.message}).`);
}

function parseJson(text: string, path: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		throw new Refusal(`${path} is not valid JSON; the run cannot be resumed from it.`);
	}
}
