import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../files/parseJson.ts';
import { writeWholeFile } from '../files/writeWholeFile.ts';
import { Refusal } from '../refusal.ts';
import type { EngineChoice } from '../usage/engineFlags.ts';
import { lossProblem, type RunLoss } from './lossChoice.ts';

/** Everything that decides a run; written to config.json before the first step. */
export interface RunConfig {
	readonly formatVersion: 1;
	readonly dataset: {
		readonly name: string;
		readonly folder: string;
		readonly labels: readonly string[];
		/** Label of voxels that neither train nor count. */
		readonly ignoreLabel?: number | undefined;
	};
	readonly split: {
		readonly fold: number;
		/** null where the folds were made from the seed. */
		readonly file: string | null;
		readonly train: readonly string[];
		readonly validation: readonly string[];
	};
	readonly model: { readonly asked: string; readonly name: string; readonly config: JsonObject };
	readonly preprocessing: JsonObject;
	readonly augmentation: JsonObject;
	readonly optimizer: {
		readonly name: 'adamw';
		readonly learningRate: number;
		readonly weightDecay: number;
		readonly clipNorm: number;
		readonly warmupSteps: number;
	};
	readonly loss: RunLoss;
	readonly batch: number;
	readonly seed: number;
	/** One of the three. */
	readonly length: { readonly minutes?: number; readonly epochs?: number; readonly steps?: number };
	readonly engine: EngineChoice;
}

type JsonObject = Readonly<Record<string, unknown>>;

const whole = (least: number) => z.number().int().min(least);
const jsonObject = z.record(z.string(), z.unknown());
const ids = z.array(z.string()).min(1);

const RunConfigSchema: z.ZodType<RunConfig> = z.strictObject({
	formatVersion: z.literal(1),
	dataset: z.strictObject({
		name: z.string(),
		folder: z.string(),
		labels: z.array(z.string()).min(2),
		ignoreLabel: whole(1).optional(),
	}),
	split: z.strictObject({ fold: whole(0), file: z.string().nullable(), train: ids, validation: ids }),
	model: z.strictObject({ asked: z.string(), name: z.string(), config: jsonObject }),
	preprocessing: jsonObject,
	augmentation: jsonObject,
	optimizer: z.strictObject({
		name: z.literal('adamw'),
		learningRate: z.number().positive(),
		weightDecay: z.number().min(0),
		clipNorm: z.number().positive(),
		warmupSteps: whole(0),
	}),
	loss: z.custom<RunLoss>().superRefine((spec, context) => {
		const message = lossProblem(spec);
		if (message !== undefined) context.addIssue({ code: 'custom', message });
	}),
	batch: whole(1),
	seed: whole(0),
	length: z.strictObject({
		minutes: z.number().positive().optional(),
		epochs: z.number().positive().optional(),
		steps: whole(1).optional(),
	}),
	engine: z.strictObject({ backend: z.enum(['simd', 'webgpu', 'cpu']), threads: whole(1) }),
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
