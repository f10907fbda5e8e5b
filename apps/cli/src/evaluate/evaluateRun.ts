import { type ClassDice, type DiceSummary, type EmptyPolicy, summariseDice } from '@unetr/metrics';
import { readLabels } from '../dataset/labelNames.ts';
import { formatSummary } from '../report/formatSummary.ts';
import type { CommandResult } from '../usage/command.ts';
import { compareLabels, readPair } from './compareLabels.ts';
import { EMPTY_POLICY_TEXT } from './emptyPolicyText.ts';
import { type FilePair, type PairedFiles, pairFiles } from './pairFiles.ts';

/** What `unetr evaluate` is asked for. */
export interface EvaluateOptions {
	readonly predictions: string;
	readonly references: string;
	/** Path of a data set that names the labels. */
	readonly labels: string | undefined;
	readonly empty: EmptyPolicy;
}

/** Dice of one case by class number; null where the policy leaves the class out. */
interface CaseResult {
	readonly id: string;
	readonly perClass: Readonly<Record<string, number | null>>;
	readonly mean: number | null;
}

/** Compares predictions with references: Dice of each class and case, their means, and the policy taken. */
export async function evaluateRun(options: EvaluateOptions): Promise<CommandResult> {
	const paired = await pairFiles(options.predictions, options.references);
	const known = options.labels === undefined ? undefined : await readLabels(options.labels);
	const table = known?.labels.map(({ name }) => name);
	const numClasses = table?.length ?? (await countClasses(paired.pairs));
	const measured: ClassDice[][] = [];
	for (const pair of paired.pairs) {
		measured.push(compareLabels(await readPair(pair), numClasses, known?.ignoreLabel));
	}
	const summary = summariseDice(measured, options.empty);
	const cases = paired.pairs.map(
		({ id }, index): CaseResult => ({
			id,
			perClass: perClass(measured[index]!, options.empty),
			mean: summary.perCase[index] ?? null,
		}),
	);
	const names = summary.classes.map(({ label }) => table?.[label] ?? `label ${label}`);
	return {
		json: {
			cases,
			...meansByClass(summary),
			labels: Object.fromEntries(summary.classes.slice(1).map(({ label }) => [label, names[label]])),
			policy: { metric: 'dice', empty: options.empty, text: EMPTY_POLICY_TEXT[options.empty] },
			unpaired: { predictions: paired.unpairedPredictions, references: paired.unpairedReferences },
		},
		lines: describe(cases, summary, names, paired),
	};
}

/** One more than the largest label in any of the files. */
async function countClasses(pairs: readonly FilePair[]): Promise<number> {
	let largest = 1;
	for (const pair of pairs) {
		const { predicted, referenced } = await readPair(pair);
		for (const { voxels } of [predicted, referenced]) {
			for (const label of voxels) if (label > largest) largest = label;
		}
	}
	return Math.min(256, Math.floor(largest) + 1);
}

function perClass(measured: readonly ClassDice[], empty: EmptyPolicy): CaseResult['perClass'] {
	const { classes } = summariseDice([measured], empty);
	return Object.fromEntries(classes.slice(1).map(({ label, mean }) => [label, mean]));
}

function meansByClass({ classes, foreground }: DiceSummary): Record<'mean' | 'sd' | 'n', unknown> {
	const pick = (key: 'mean' | 'sd' | 'n') => ({
		...Object.fromEntries(classes.slice(1).map((entry) => [entry.label, entry[key]])),
		foreground: foreground[key],
	});
	return { mean: pick('mean'), sd: pick('sd'), n: pick('n') };
}

function describe(
	cases: readonly CaseResult[],
	summary: DiceSummary,
	names: readonly string[],
	paired: PairedFiles,
): string[] {
	const dice = (value: number | null): string => value?.toFixed(4) ?? 'absent';
	return [
		...cases.map((entry) => [entry.id, ...Object.values(entry.perClass).map(dice)].join('  ')),
		...summary.classes.slice(1).map((entry) => `${names[entry.label]}: ${formatSummary(entry)}`),
		`Mean foreground Dice: ${formatSummary(summary.foreground)}`,
		EMPTY_POLICY_TEXT[summary.policy],
		...unpaired('without a reference', paired.unpairedPredictions),
		...unpaired('without a prediction', paired.unpairedReferences),
	];
}

function unpaired(what: string, ids: readonly string[]): string[] {
	if (ids.length === 0) return [];
	return [`${ids.length} ${what}: ${ids.slice(0, 10).join(', ')}${ids.length > 10 ? ', …' : ''}`];
}
