import type { BundleFiles, BundleSpec } from '@unetr/inference';
import { ViewerError } from '../viewerError.ts';

/** A bundle whose files fit each other. */
export interface ChosenBundle {
	readonly title: string;
	readonly files: BundleFiles;
	readonly spec: BundleSpec;
}

/** Whether what was dropped is meant as a bundle and not as a scan. */
export function areBundleFiles(files: readonly File[]): boolean {
	return files.some(({ name }) => name === 'bundle.json' || name.endsWith('.safetensors'));
}

/**
 * Opens a bundle of chosen files: `bundle.json`, the weights it names, and the model card if there is one.
 *
 * @throws ViewerError naming the file that is missing
 * @throws InferenceError where a file is damaged or does not fit the others
 */
export async function openBundleFiles(files: readonly File[]): Promise<ChosenBundle> {
	const named = (name: string): File | undefined => files.find((file) => file.name === name);
	const spec = named('bundle.json');
	if (!spec) {
		throw new ViewerError(
			'There is no bundle.json among the chosen files; choose the whole folder that `unetr train` wrote.',
		);
	}
	const text = await spec.text();
	const file = weightsName(text);
	const weights = named(file);
	if (!weights) {
		throw new ViewerError(
			`The bundle lacks its weights ${file}; choose the whole folder that \`unetr train\` wrote.`,
		);
	}
	const folder = spec.webkitRelativePath.split('/').at(-2) || 'the bundle';
	return checked(folder, {
		spec: text,
		weights: new Uint8Array(await weights.arrayBuffer()),
		card: (await named('MODEL_CARD.md')?.text()) ?? '',
		name: folder,
	});
}

/**
 * Fetches a bundle that lies beside the page.
 *
 * @param id its folder in `bundles/`
 * @throws ViewerError where a file does not arrive
 */
export async function fetchBundle(id: string, title: string): Promise<ChosenBundle> {
	const fetched = async (file: string): Promise<Response> => {
		const response = await fetch(`bundles/${id}/${file}`).catch(() => undefined);
		if (response?.ok) return response;
		throw new ViewerError(
			`The network "${title}" cannot be loaded from this page (${file}); reload the page.`,
		);
	};
	const spec = await (await fetched('bundle.json')).text();
	const [weights, card] = await Promise.all([fetched(weightsName(spec)), fetched('MODEL_CARD.md')]);
	return checked(title, {
		spec,
		weights: new Uint8Array(await weights.arrayBuffer()),
		card: await card.text(),
		name: title,
	});
}

async function checked(title: string, files: BundleFiles): Promise<ChosenBundle> {
	// It brings TensorFlow.js with it, which the page does not wait for.
	const { checkBundle } = await import('@unetr/inference');
	return { title, files, spec: await checkBundle(files) };
}

/** The file of the weights; the usual name where the text does not say, which is refused later in better words. */
function weightsName(spec: string): string {
	return /"file"\s*:\s*"([^"\\/]+)"/.exec(spec)?.[1] ?? 'model.safetensors';
}
