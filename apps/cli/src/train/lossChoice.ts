import { readFile } from 'node:fs/promises';
import { createLoss, LossError, type LossSpec, listLosses, type NamedLoss } from '@unetr/losses';
import { parseJson } from '../files/parseJson.ts';
import { Refusal } from '../refusal.ts';
import { nearestName } from '../usage/nearestName.ts';

/** A loss written out, so that two are equal where their JSON is. */
export type RunLoss = Exclude<LossSpec, string>;

/** Background would drown the small structures, and one patch alone may hold none of a class. */
export const DEFAULT_LOSS: RunLoss = {
	name: 'diceCrossEntropy',
	options: { batch: true, includeBackground: false },
};

/**
 * Reads what `--loss` names: a loss of the list, or JSON `{"name": …, "options": {…}}` or a list of such, each with a
 * `weight`, as text or in a file.
 *
 * @throws Refusal for an unknown name, JSON that is none, or options that the loss does not have, naming them.
 */
export async function readLossSpec(asked: string): Promise<RunLoss> {
	if (/^\s*[[{]/.test(asked)) return checkedLoss(parseJson(asked, '--loss'), '--loss');
	if (asked.toLowerCase().endsWith('.json')) {
		return checkedLoss(parseJson(await readFile(asked, 'utf8'), asked), asked);
	}
	const losses: readonly string[] = listLosses();
	if (losses.includes(asked)) return checkedLoss(asked, '--loss');
	const nearest = nearestName(asked, losses);
	const cure = nearest ? `did you mean ${nearest}? There are` : 'choose one of';
	throw new Refusal(`There is no loss ${asked}; ${cure} ${losses.join(', ')}, or JSON.`);
}

/** What is wrong with a loss as JSON; undefined where it can be made. */
export function lossProblem(spec: unknown): string | undefined {
	try {
		createLoss(spec as LossSpec);
	} catch (error) {
		if (error instanceof LossError) return error.message;
		throw error;
	}
	const regional = termsOf(writtenOut(spec as LossSpec)).find(
		({ options }) => options && 'regions' in options,
	);
	if (regional === undefined) return undefined;
	return `regions of ${regional.name} may overlap, and a run learns classes that exclude one another; leave regions out.`;
}

/** The loss in few words: `0.5 × tversky (alpha 0.3, beta 0.7) + focal`. */
export function describeLoss(spec: LossSpec): string {
	const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
	return termsOf(writtenOut(spec))
		.map(({ name, options = {}, weight = 1 }) => {
			const settings = Object.entries(options).map(([option, value]) => `${option} ${text(value)}`);
			const factor = weight === 1 ? '' : `${weight} × `;
			return `${factor}${name}${settings.length > 0 ? ` (${settings.join(', ')})` : ''}`;
		})
		.join(' + ');
}

/** A loss whose every part leaves out the voxels that the data set leaves out. */
export function ignoring(spec: RunLoss, ignoreLabel: number | undefined): RunLoss {
	if (ignoreLabel === undefined) return spec;
	const part = <T extends NamedLoss>(term: T): T => ({ ...term, options: { ...term.options, ignoreLabel } });
	return isList(spec) ? spec.map(part) : part(spec);
}

type Term = NamedLoss & { readonly weight?: number };

const isList = (spec: LossSpec): spec is readonly Term[] => Array.isArray(spec);
const termsOf = (spec: RunLoss): readonly Term[] => (isList(spec) ? spec : [spec]);

function writtenOut(spec: LossSpec): RunLoss {
	if (typeof spec === 'string') return { name: spec, options: {} } as NamedLoss;
	const sorted = ({ name, options = {}, ...weight }: Term): Term =>
		({
			name,
			options: Object.fromEntries(Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1))),
			...weight,
		}) as Term;
	return isList(spec) ? spec.map(sorted) : sorted(spec);
}

function checkedLoss(spec: unknown, where: string): RunLoss {
	const problem = lossProblem(spec);
	if (problem !== undefined) throw new Refusal(`${where}: ${problem}`);
	return writtenOut(spec as LossSpec);
}
