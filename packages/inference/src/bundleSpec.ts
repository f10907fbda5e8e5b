import type { ModelConfig } from '@unetr/models';
import { type PostprocessingSpec, parsePostprocessingSpec, parsePreprocessingSpec } from '@unetr/transforms';
import { FieldReader } from './fieldReader.ts';
import { InferenceError } from './inferenceError.ts';
import type { InferenceSpec, Pipeline } from './pipeline.ts';

/** Version of bundle.json that this package writes and the newest it reads. */
export const BUNDLE_VERSION = 1;

/** One class: its number in the label map, its name, and where there is one a colour as #rrggbb. */
export interface BundleLabel {
	readonly value: number;
	readonly name: string;
	readonly color?: string;
}

/** What bundle.json holds. */
export interface BundleSpec extends Pipeline {
	readonly format: 'unetr-bundle';
	readonly formatVersion: 1;
	/** `createModel` builds the network from it. */
	readonly model: ModelConfig;
	readonly weights: { readonly file: string; readonly sha256: string };
	readonly postprocessing: PostprocessingSpec;
	/** Classes in the order of their numbers, the background (0) first. */
	readonly labels: readonly BundleLabel[];
	/** Facts about the training: data set, fold, seed, steps, Dice …; JSON values. */
	readonly training: Readonly<Record<string, unknown>>;
}

/**
 * Checks what was read from a bundle.json.
 *
 * @param json the parsed file
 * @param path of the file, for the message
 * @throws InferenceError naming the file, the field, what it holds and what it may hold
 */
export function parseBundleSpec(json: unknown, path: string): BundleSpec {
	const field = new FieldReader(path);
	const spec = field.object('bundle', json);
	if (spec.format !== 'unetr-bundle') throw field.invalid('format', spec.format, '"unetr-bundle"');
	const version = spec.formatVersion;
	if (typeof version === 'number' && version > BUNDLE_VERSION) {
		throw new InferenceError(
			`${path} has format version ${version} and this package reads up to ${BUNDLE_VERSION}; update @unetr/inference.`,
		);
	}
	if (version !== 1) throw field.invalid('formatVersion', version, '1');
	return {
		format: 'unetr-bundle',
		formatVersion: 1,
		model: parseModel(field, spec.model),
		weights: parseWeights(field, spec.weights),
		preprocessing: field.wrap(() => parsePreprocessingSpec(spec.preprocessing)),
		inference: parseInference(field, spec.inference),
		postprocessing: field.wrap(() => parsePostprocessingSpec(spec.postprocessing ?? {})),
		labels: parseLabels(field, spec.labels),
		training: field.object('training', spec.training ?? {}),
	};
}

function parseModel(field: FieldReader, json: unknown): ModelConfig {
	const model = field.object('model', json);
	return {
		name: field.text('model.name', model.name),
		config: field.object('model.config', model.config),
	} as unknown as ModelConfig;
}

function parseWeights(field: FieldReader, json: unknown): BundleSpec['weights'] {
	const weights = field.object('weights', json);
	const file = field.text('weights.file', weights.file);
	// A bundle is data from elsewhere: it must not reach out of its folder.
	if (/[\\/]/.test(file)) throw field.invalid('weights.file', file, 'a file name without a folder');
	const sha256 = field.text('weights.sha256', weights.sha256);
	if (!/^[0-9a-f]{64}$/.test(sha256)) throw field.invalid('weights.sha256', sha256, '64 hexadecimal digits');
	return { file, sha256 };
}

function parseInference(field: FieldReader, json: unknown): InferenceSpec {
	const spec = field.object('inference', json);
	const legal = (size: number) => Number.isInteger(size) && (size > 0 || size === -1);
	const what = 'three numbers of voxels [i, j, k], -1 for a whole axis';
	const roiSize = field.numbers('inference.roiSize', spec.roiSize, what, legal);
	if (roiSize.length !== 3) throw field.invalid('inference.roiSize', roiSize, what);
	const overlaps = Array.isArray(spec.overlap) ? spec.overlap : [spec.overlap ?? 0.25];
	field.numbers('inference.overlap', overlaps, 'from 0 to below 1', (x) => x >= 0 && x < 1);
	for (const [name, choices] of Object.entries({
		mode: ['gaussian', 'constant'],
		padMode: ['constant', 'replicate', 'reflect', 'circular'],
	})) {
		const value = spec[name];
		if (value !== undefined && !choices.includes(value as string)) {
			throw field.invalid(`inference.${name}`, value, `one of ${choices.join(', ')}`);
		}
	}
	return spec as unknown as InferenceSpec;
}

function parseLabels(field: FieldReader, json: unknown): BundleLabel[] {
	if (!Array.isArray(json) || json.length < 2) {
		throw field.invalid('labels', json, 'a list of at least two classes, the background first');
	}
	return json.map((entry: unknown, index) => {
		const where = `labels[${index}]`;
		const label = field.object(where, entry);
		if (label.value !== index) throw field.invalid(`${where}.value`, label.value, `${index}`);
		const name = field.text(`${where}.name`, label.name);
		if (label.color === undefined) return { value: index, name };
		return { value: index, name, color: field.text(`${where}.color`, label.color) };
	});
}
