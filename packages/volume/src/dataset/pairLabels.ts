import { caseKey } from './caseKey.ts';
import type { DatasetProblem } from './dataset.ts';
import type { ImageGroup } from './groupImages.ts';
import { volumeStem } from './volumeName.ts';

/** The files of a case by name. */
export interface NamedCase {
	readonly id: string;
	readonly images: readonly string[];
	/** Whether every channel is there. */
	readonly isWhole: boolean;
	/** Undefined where no label map belongs to the image. */
	readonly label: string | undefined;
}

/** An ending that label maps have beyond the name of their image: it starts with a letter, or `a` would take `a_2`. */
const SUFFIX = /^[-_. ]\D/;

/**
 * Finds the label map of every image: of the same name, else of the same name but for the words 'image', 'label',
 * 'seg' …, else with an ending that is the same in the whole folder (`a` and `a_liver`, `b` and `b_liver`).
 */
export function pairLabels(
	groups: readonly ImageGroup[],
	labelNames: readonly string[],
	labelFolder: string,
): { cases: NamedCase[]; problems: DatasetProblem[] } {
	const problems: DatasetProblem[] = [];
	const labels = new Map<string, string>();
	for (const name of labelNames) {
		const stem = volumeStem(name);
		const other = labels.get(stem);
		if (other === undefined) labels.set(stem, name);
		else {
			const problem = `the label map of ${stem} is there twice: ${other} has the same name`;
			const cure = 'leave one of the two files';
			problems.push({ kind: 'duplicateId', file: `${labelFolder}/${name}`, id: stem, problem, cure });
		}
	}
	const found = new Map<string, { stem: string; id: string }>();
	const take = (base: string, stem: string, id: string): void => {
		found.set(base, { stem, id });
		labels.delete(stem);
	};
	const names = new Map(labels);
	for (const { base } of groups) if (labels.has(base)) take(base, base, base);
	const left = () => groups.map(({ base }) => base).filter((base) => !found.has(base));
	for (const [base, stem, key] of sameKeys(left(), [...labels.keys()])) take(base, stem, key);
	for (const [base, stem] of sameSuffix(left(), [...labels.keys()])) take(base, stem, base);
	const cases = groups.map(({ base, files, isWhole }) => {
		const match = found.get(base);
		return { id: match?.id ?? base, images: files, isWhole, label: match && names.get(match.stem) };
	});
	for (const [stem, name] of labels) {
		const problem = `the label map has no image of its name`;
		const cure = 'add the image, rename one of the two, or take the label map out';
		problems.push({ kind: 'missingFile', file: `${labelFolder}/${name}`, id: stem, problem, cure });
	}
	return { cases, problems };
}

/** Pairs whose key no other image and no other label map has. */
function sameKeys(bases: readonly string[], stems: readonly string[]): [string, string, string][] {
	const keys = bases.map(caseKey);
	const labelKeys = stems.map(caseKey);
	const once = (list: readonly string[], key: string) => list.indexOf(key) === list.lastIndexOf(key);
	return bases.flatMap((base, n): [string, string, string][] => {
		const key = keys[n]!;
		const at = labelKeys.indexOf(key);
		return at >= 0 && once(keys, key) && once(labelKeys, key) ? [[base, stems[at]!, key]] : [];
	});
}

/** Pairs where one name is the other with an ending, if it is one and the same ending for all. */
function sameSuffix(bases: readonly string[], stems: readonly string[]): [string, string][] {
	const pairs = bases.flatMap((base) =>
		stems.flatMap((stem): [string, string, string][] => {
			const suffix = stem.startsWith(base) ? stem.slice(base.length) : undefined;
			const reverse = base.startsWith(stem) ? base.slice(stem.length) : undefined;
			if (suffix !== undefined && SUFFIX.test(suffix)) return [[base, stem, `+${suffix}`]];
			return reverse !== undefined && SUFFIX.test(reverse) ? [[base, stem, `-${reverse}`]] : [];
		}),
	);
	return new Set(pairs.map(([, , suffix]) => suffix)).size === 1
		? pairs.map(([base, stem]) => [base, stem])
		: [];
}
