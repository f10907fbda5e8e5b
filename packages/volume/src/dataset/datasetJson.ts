import { VolumeError } from '../volumeError.ts';

/** An entry of a case list as it stands. */
export interface ListedCase {
	readonly image: unknown;
	readonly label: unknown;
	/** Keys of the entry that mean nothing here. */
	readonly unknownKeys: readonly string[];
}

/** A dataset.json, not yet judged. */
export interface DatasetJson {
	readonly name: string | undefined;
	readonly labels: unknown;
	readonly modalities: readonly string[];
	/** Undefined where the file lists no cases, as nnU-Net's does not. */
	readonly training: readonly ListedCase[] | undefined;
	readonly test: readonly ListedCase[];
}

const ENTRY_KEYS: ReadonlySet<string> = new Set(['image', 'label']);

/**
 * Takes apart the text of a dataset.json.
 * @throws VolumeError where it is no JSON object, or a case list is no list
 */
export function parseDatasetJson(text: string, file: string): DatasetJson {
	const json = parseJson(text, file);
	if (typeof json !== 'object' || json === null || Array.isArray(json)) {
		throw new VolumeError(`${file}: it must hold one JSON object with "labels" and "training"`);
	}
	const fields = json as Readonly<Record<string, unknown>>;
	const modality = fields.modality ?? fields.channel_names;
	return {
		name: typeof fields.name === 'string' ? fields.name : undefined,
		labels: fields.labels,
		modalities:
			typeof modality === 'object' && modality !== null
				? Object.values(modality).map((value) => String(value))
				: [],
		training: fields.training === undefined ? undefined : listedCases(fields.training, 'training', file),
		test: fields.test === undefined ? [] : listedCases(fields.test, 'test', file),
	};
}

/** `JSON.parse` with the place of a fault in our own words. */
export function parseJson(text: string, file: string): unknown {
	try {
		return JSON.parse(text.replace(/^\uFEFF/, ''));
	} catch {
		throw new VolumeError(`${file}: it is not valid JSON; look for a missing comma, quote or bracket`);
	}
}

function listedCases(list: unknown, key: string, file: string): ListedCase[] {
	if (!Array.isArray(list)) throw new VolumeError(`${file}: "${key}" must be a list of cases`);
	return list.map((entry: unknown) => {
		if (typeof entry !== 'object' || entry === null)
			return { image: entry, label: undefined, unknownKeys: [] };
		const fields = entry as Readonly<Record<string, unknown>>;
		const unknownKeys = Object.keys(fields).filter((name) => !ENTRY_KEYS.has(name));
		return { image: fields.image, label: fields.label, unknownKeys };
	});
}
