import type * as tf from '@tensorflow/tfjs';
import { encodeSafetensors } from '@unetr/checkpoint';
import { createModel, loadWeights, modelConfig, stateDict } from '@unetr/models';
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
 * Reads a bundle from a folder, checks the hash of its weights and builds its network.
 *
 * @param folder with bundle.json and model.safetensors
 * @throws InferenceError where a file is missing, damaged, of a newer version, or does not fit the others
 */
export async function readBundle(folder: string): Promise<Bundle> {
	const spec = new TextDecoder().decode(await readBundleFile(folder, SPEC_FILE));
	const path = `${folder}/${SPEC_FILE}`;
	const { file } = parseBundleSpec(parseJson(spec, path), path).weights;
	const weights = await readBundleFile(folder, file);
	const card = await readBundleFile(folder, CARD_FILE).then(
		(bytes) => new TextDecoder().decode(bytes),
		() => '',
	);
	return openBundle({ spec, weights, card, name: folder });
}

/**
 * Opens a bundle from its files' contents, as a browser has them.
 *
 * @param files see {@link BundleFiles}
 * @throws InferenceError where a file is damaged, of a newer version, or does not fit the others
 */
export async function openBundle(files: BundleFiles): Promise<Bundle> {
	const spec = await checkBundle(files);
	const name = nameOf(files);
	let model: tf.LayersModel | undefined;
	try {
		model = createModel(spec.model, { seed: null }); // the weights are loaded next
		await loadWeights(model, files.weights);
		assertLabelsFit(spec, model, `${name}/${SPEC_FILE}`);
		return { model, spec, card: files.card ?? '' };
	} catch (error) {
		model?.dispose();
		if (error instanceof InferenceError) throw error;
		throw new InferenceError(`The network of ${name} cannot be built: ${(error as Error).message}`, {
			cause: error,
		});
	}
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
	const hash = await sha256(files.weights);
	if (hash === spec.weights.sha256) return spec;
	throw new InferenceError(
		`${name}/${spec.weights.file} is not the file that ${SPEC_FILE} was written with (SHA-256 ${hash.slice(0, 12)}… instead of ${spec.weights.sha256.slice(0, 12)}…); copy the whole bundle again.`,
	);
}

const nameOf = ({ name = 'the bundle' }: BundleFiles): string => name;

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
