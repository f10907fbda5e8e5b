import { channelOf } from './channelName.ts';
import type { DatasetProblem } from './dataset.ts';
import { volumeStem } from './volumeName.ts';

/** The files of one case's image. */
export interface ImageGroup {
	/** Name of the case as the image's files have it. */
	readonly base: string;
	/** File names by channel. */
	readonly files: readonly string[];
	/** Whether every channel is there. */
	readonly isWhole: boolean;
}

/** How files are put together to cases. */
export interface GroupOptions {
	/** Path of the folder that holds the files. */
	readonly folder: string;
	/** Whether names end in the number of a channel. */
	readonly numbered: boolean;
	/** Names of the channels; the most that any case has where it is empty. */
	readonly channels: readonly string[];
}

/** Puts image files together to cases and reports channels that are missing, not named or there twice. */
export function groupImages(
	names: readonly string[],
	options: GroupOptions,
): { groups: ImageGroup[]; problems: DatasetProblem[] } {
	const problems: DatasetProblem[] = [];
	const found = new Map<string, Map<number, string>>();
	for (const name of names) {
		const place = placeOf(name, options, problems);
		if (place === undefined) continue;
		const files = found.get(place.base) ?? new Map<number, string>();
		found.set(place.base, files);
		const other = files.get(place.channel);
		if (other === undefined) files.set(place.channel, name);
		else problems.push(twice(options.folder, place.base, other, name));
	}
	const most = Math.max(0, ...[...found.values()].map((files) => Math.max(...files.keys()) + 1));
	const count = options.numbered ? options.channels.length || most : 1;
	const groups = [...found].map(([base, files]) => {
		problems.push(...channelProblems(base, files, count, options));
		const inOrder = [...files].sort(([a], [b]) => a - b).filter(([channel]) => channel < count);
		return { base, files: inOrder.map(([, name]) => name), isWhole: inOrder.length === count };
	});
	return { groups, problems };
}

function placeOf(
	name: string,
	{ folder, numbered }: GroupOptions,
	problems: DatasetProblem[],
): { base: string; channel: number } | undefined {
	const stem = volumeStem(name);
	if (!numbered) return { base: stem, channel: 0 };
	const place = channelOf(stem);
	if (place !== undefined) return place;
	problems.push({
		kind: 'missingChannel',
		file: `${folder}/${name}`,
		id: stem,
		problem: 'the name does not end in the number of a channel',
		cure: `rename it to ${stem}_0000${name.slice(stem.length)} if it is the first channel`,
	});
	return undefined;
}

function twice(folder: string, id: string, first: string, second: string): DatasetProblem {
	return {
		kind: 'duplicateId',
		file: `${folder}/${second}`,
		id,
		problem: `the case ${id} is there twice: ${first} has the same name`,
		cure: 'leave one of the two files',
	};
}

function channelProblems(
	id: string,
	files: ReadonlyMap<number, string>,
	count: number,
	{ folder, channels }: GroupOptions,
): DatasetProblem[] {
	const [first] = files.values();
	const problems: DatasetProblem[] = [];
	for (let channel = 0; channel < count; channel++) {
		if (files.has(channel)) continue;
		const file = `${folder}/${id}_${String(channel).padStart(4, '0')}${first!.slice(volumeStem(first!).length)}`;
		const called = channels[channel] === undefined ? '' : ` (${channels[channel]})`;
		const problem = `channel ${channel}${called} of case ${id} is missing`;
		problems.push({ kind: 'missingChannel', file, id, problem, cure: 'add the file or take the case out' });
	}
	for (const [channel, name] of files) {
		if (channel < count) continue;
		const problem = `channel ${channel} of case ${id} is none of the ${count} that "channel_names" lists`;
		const cure = 'name the channel in dataset.json or take the file out';
		problems.push({ kind: 'strayFile', file: `${folder}/${name}`, id, problem, cure });
	}
	return problems;
}
