import { readFile } from 'node:fs/promises';
import type * as tf from '@tensorflow/tfjs';
import { createModel, listModels, type ModelConfig, type ModelSpec, modelConfig } from '@unetr/models';
import { z } from 'zod';
import { parseJson } from '../files/parseJson.ts';
import { Refusal } from '../refusal.ts';
import { nearestName } from '../usage/nearestName.ts';

const ModelFile = z.strictObject({
	name: z.string(),
	config: z.record(z.string(), z.unknown()).optional(),
});

/** A model built for a data set, with the configuration that builds it again. */
export interface BuiltModel {
	readonly model: tf.LayersModel;
	readonly spec: ModelConfig;
	/** The name or file it was asked for by. */
	readonly asked: string;
}

/**
 * Reads what `--model` names: a model of the list, or a JSON file `{"name": …, "config": {…}}`.
 *
 * @throws Refusal for an unknown name, or a file that is no such JSON, naming the field.
 */
export async function readModelSpec(asked: string): Promise<ModelSpec> {
	if (!asked.toLowerCase().endsWith('.json')) {
		const models = listModels();
		if (models.includes(asked)) return asked;
		const nearest = nearestName(asked, models);
		throw new Refusal(
			`There is no model ${asked}; ${nearest ? `did you mean ${nearest}?` : `choose one of ${models.join(', ')}, or a config.json.`}`,
		);
	}
	const parsed = ModelFile.safeParse(parseJson(await readFile(asked, 'utf8'), asked));
	if (parsed.success) return parsed.data as ModelSpec;
	const [issue] = parsed.error.issues;
	const field = issue?.path.join('.') || 'the file';
	throw new Refusal(`${asked}: ${field} is wrong (${issue?.message}); write {"name": "…", "config": {…}}.`);
}

/** Builds the model for a data set: its channels, its classes (background included), and the seed of the first weights. */
export function buildModel(
	asked: string,
	spec: ModelSpec,
	fit: { readonly inChannels: number; readonly outChannels: number; readonly seed: number },
): BuiltModel {
	const model = createModel(spec, fit);
	return { model, spec: modelConfig(model), asked };
}
