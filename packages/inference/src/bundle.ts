import type * as tf from '@tensorflow/tfjs';
import { encodeSafetensors } from '@unetr/checkpoint';
import { createModel, loadWeights, modelConfig, stateDict } from '@unetr/models';
import { assertWindowFits } from './assertWindowFits.ts';
import { readBundleFile, writeBundleFiles } from './bundleFolder.ts';
import { BUNDLE_VERSION, type BundleSpec, parseBundleSpec } from './bundleSpec.ts';
import { InferenceError } from './inferenceError.ts';
import { modelCard } from './modelCard.ts';
import type { Pipeline } from './pipeline.ts';

/** The files of a bundle. */
const SPEC_FILE = 'bundle.json';
const WEIGHTS_FILE = 'model.safetensors';
const CARD_FILE = 'MODEL_CARD.md';

/** What goes into a bundle. */
export interface BundleContent extends Pipeline, Pick<BundleSpec, 'labels'> {
	/** Built by `createModel`. */
	readonly model: tf.LayersModel;
	readonly training?: BundleSpec['training'];
	/** MODEL_CARD.md; made from the other fields when left out. */
	readonly card?: string;
}

/** A bundle that was read: the network with its weights, and everything around it. */
export interface Bundle {
	/** The caller's to dispose. */
	readonly model: tf.LayersModel;
	/** Preprocessing, inference, post-processing, labels and training facts; `segmentVolume` takes it as it is. */
	readonly spec: BundleSpec;
	/** MODEL_CARD.md; empty where there is none. */
	readonly card: string;
}

/** The files of a bundle as a browser has them. */
export interface BundleFiles {
	/** Text of bundle.json. */
	readonly spec: string;
	/** Bytes of model.safetensors. */
	readonly weights: Uint8Array<ArrayBuffer>;
	/** Text of MODEL_CARD.md. */
	readonly card?: string;
	/** How messages call the bundle, such as its folder. */
	readonly name?: string;
}

/** A bundle whose weights may still be fetched. */
export interface BundleSource extends Omit<BundleFiles, 'weights'> {
	/** Bytes of model.safetensors, or what gives them: called once the network is known to fit the backend. */
	readonly weights: BundleFiles['weights'] | ((file: string) => Promise<BundleFiles['weights']>);
}

/**
 * Writes a bundle into a folder: model.safetensors, MODEL_CARD.md and bundle.json, each beside its place and renamed.
 *
 * bundle.json comes last and holds the hash of the weights, so that a mixture of two bundles is never read.
 *
 * @param folder made where it is missing
 * @param content see {@link BundleContent}
 * @returns what bundle.json holds
 * @throws InferenceError where a field is not valid or a file cannot be written
 * @throws ModelError where the model was not built by `createModel`
 */
export async function writeBundle(folder: string, content: BundleContent): Promise<BundleSpec> {
	const { model, preprocessing, inference, postprocessing = {}, labels, training = {} } = content;
	const weights = encodeSafetensors(await stateDict(model), { metadata: { format: 'pt' } });
	const candidate = {
		format: 'unetr-bundle',
		formatVersion: BUNDLE_VERSION,
		model: modelConfig(model),
		weights: { file: WEIGHTS_FILE, sha256: await sha256(weights as Uint8Array<ArrayBuffer>) },
		preprocessing,
		inference,
		postprocessing,
		labels,
		training,
	};
	const path = `${folder}/${SPEC_FILE}`;
	const spec = parseBundleSpec(JSON.parse(JSON.stringify(candidate)), path);
	assertLabelsFit(spec, model, path);
	await writeBundleFiles(folder, [
		[WEIGHTS_FILE, weights],
		[CARD_FILE, content.card ?? modelCard(spec)],
		[SPEC_FILE, `${JSON.stringify(spec, null, '\t')}\n`],
	]);
	return spec;
}

/**
 * Reads a bundle from a folder, checks the hash of its weights and builds its network on the current backend.
 *
 * @param folder with bundle.json and model.safetensors
 * @throws InferenceError where a file is missing, damaged, of a newer version, or does not fit the others
 */
export async function readBundle(folder: string): Promise<Bundle> {
	const spec = new TextDecoder().decode(await readBundleFile(folder, SPEC_FILE));
	const card = await readBundleFile(folder, CARD_FILE).then(
		(bytes) => new TextDecoder().decode(bytes),
		() => '',
	);
	return openBundle({ spec, weights: (file) => readBundleFile(folder, file), card, name: folder });
}

/**
 * Opens a bundle from its files' contents, as a browser has them.
 *
 * @param source see {@link BundleSource}; a network that cannot fit the current backend is refused before its weights
 * are asked for
 * @throws InferenceError where a file is damaged, of a newer version, or does not fit the others, or the backend cannot
 * hold what the network computes
 */
export async function openBundle(source: BundleSource): Promise<Bundle> {
	const name = nameOf(source);
	const path = `${name}/${SPEC_FILE}`;
	const spec = parseBundleSpec(parseJson(source.spec, path), path);
	const model = buildNetwork(spec, path);
	try {
		const given = source.weights;
		const weights = typeof given === 'function' ? await given(spec.weights.file) : given;
		await assertWeights(weights, spec, name);
		await loadWeights(model, weights).catch((error: unknown) => Promise.reject(notBuilt(path, error)));
		return { model, spec, card: source.card ?? '' };
	} catch (error) {
		model.dispose();
		throw error;
	}
}

/** The network of a bundle before its weights, which fits the bundle and the backend. */
function buildNetwork(spec: BundleSpec, path: string): tf.LayersModel {
	let model: tf.LayersModel | undefined;
	try {
		model = createModel(spec.model, { seed: null });
		assertLabelsFit(spec, model, path);
		assertWindowFits(model, path);
		return model;
	} catch (error) {
		model?.dispose();
		throw notBuilt(path, error);
	}
}

function notBuilt(path: string, error: unknown): InferenceError {
	if (error instanceof InferenceError) return error;
	const folder = path.slice(0, path.lastIndexOf('/'));
	return new InferenceError(`The network of ${folder} cannot be built: ${(error as Error).message}`, {
		cause: error,
	});
}

/**
 * Checks bundle.json and the hash of the weights without building the network, so that a page can refuse at once.
 *
 * @param files see {@link BundleFiles}
 * @returns what bundle.json holds
 * @throws InferenceError where a file is damaged or of a newer version
 */
export async function checkBundle(files: BundleFiles): Promise<BundleSpec> {
	const name = nameOf(files);
	const path = `${name}/${SPEC_FILE}`;
	const spec = parseBundleSpec(parseJson(files.spec, path), path);
	await assertWeights(files.weights, spec, name);
	return spec;
}

/** @throws InferenceError unless these are the weights that bundle.json was written with */
async function assertWeights(weights: BundleFiles['weights'], spec: BundleSpec, name: string): Promise<void> {
	const hash = await sha256(weights);
	if (hash === spec.weights.sha256) return;
	throw new InferenceError(
		`${name}/${spec.weights.file} is not the file that ${SPEC_FILE} was written with (SHA-256 ${hash.slice(0, 12)}… instead of ${spec.weights.sha256.slice(0, 12)}…); copy the whole bundle again.`,
	);
}

const nameOf = ({ name = 'the bundle' }: Pick<BundleFiles, 'name'>): string => name;

function assertLabelsFit({ labels }: BundleSpec, model: tf.LayersModel, path: string): void {
	const classes = model.outputs[0].shape.at(-1);
	if (classes === labels.length) return;
	throw new InferenceError(
		`In ${path} the field labels names ${labels.length} classes and the network gives ${classes}; name each class.`,
	);
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
	const digest = await globalThis.crypto.subtle.digest('SHA-256', bytes);
	return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function parseJson(text: string, path: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		throw new InferenceError(`${path} is not valid JSON; copy the whole bundle again.`, { cause: error });
	}
}
