import { VolumeError } from '../volumeError.ts';

/** An entry of a case list as it stands. */
export interface ListedCase {
	/** Name of the case where the list gives one. */
	readonly id?: string;
	/** A path, or a list of paths, one for each channel. */
	readonly image: unknown;
	readonly label: unknown;
	/** Set to false where it is known that files of the image are missing. */
	readonly isWhole?: boolean;
	/** Keys of the entry that mean nothing here. */
	readonly unknownKeys: readonly string[];
}

/** A dataset.json, not yet judged. */
export interface DatasetJson {
	readonly name: string | undefined;
	readonly labels: unknown;
	/** What the file calls the channels: `modality` (MSD) or `channel_names` (nnU-Net). */
	readonly modalities: readonly string[];
	/** Ending of every file as nnU-Net gives it ('.nii.gz'). */
	readonly fileEnding: string | undefined;
	/** Whether the file names its channels as nnU-Net does, whose files end in the number of the channel. */
	readonly channelsApart: boolean;
	/** Undefined where the file lists no cases, as nnU-Net's does not. */
	readonly training: readonly ListedCase[] | undefined;
	readonly test: readonly ListedCase[];
}

const ENTRY_KEYS: ReadonlySet<string> = new Set(['image', 'label', 'fold']);

/**
 * Takes apart the text of a dataset.json: of the Medical Segmentation Decathlon, of nnU-Net, or a data list of MONAI
 * (whose `validation` cases count as cases too).
 * @throws VolumeError where it is no JSON object, or a case list is no list
 */
export function parseDatasetJson(text: string, file: string): DatasetJson {
	const json = parseJson(text, file);
	if (!isTable(json)) {
		throw new VolumeError(`${file}: it must hold one JSON object with "labels" and "training"`);
	}
	const modality = json.modality ?? json.channel_names;
	return {
		name: typeof json.name === 'string' ? json.name : undefined,
		labels: json.labels,
		modalities:
			typeof modality === 'object' && modality !== null
				? Object.values(modality).map((value) => String(value))
				: [],
		fileEnding: typeof json.file_ending === 'string' ? json.file_ending : undefined,
		channelsApart: json.channel_names !== undefined,
		training: trainingCases(json, file),
		test: json.test === undefined ? [] : listedCases(json.test, 'test', file),
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

/** Whether a JSON value is an object with keys. */
export function isTable(json: unknown): json is Readonly<Record<string, unknown>> {
	return typeof json === 'object' && json !== null && !Array.isArray(json);
}

function trainingCases(
	json: Readonly<Record<string, unknown>>,
	file: string,
): readonly ListedCase[] | undefined {
	if (json.training !== undefined) {
		const validation = json.validation === undefined ? [] : listedCases(json.validation, 'validation', file);
		return [...listedCases(json.training, 'training', file), ...validation];
	}
	return json.dataset === undefined ? undefined : nnunetCases(json.dataset, file);
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

/** nnU-Net's way to list cases: `{"dataset": {"a": {"images": […], "label": …}}}`. */
function nnunetCases(table: unknown, file: string): ListedCase[] {
	if (!isTable(table)) throw new VolumeError(`${file}: "dataset" must be a table of cases`);
	return Object.entries(table).map(([id, entry]) => {
		const fields = isTable(entry) ? entry : {};
		const unknownKeys = Object.keys(fields).filter((name) => name !== 'images' && name !== 'label');
		return { id, image: fields.images, label: fields.label, unknownKeys };
	});
}
