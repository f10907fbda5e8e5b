import * as tf from '@tensorflow/tfjs';
import { LossError } from './lossError.ts';
import { type LossName, type LossOptions, lossRoster } from './lossRoster.ts';
import type { SegmentationLoss } from './segmentationLoss.ts';

/** A loss by name and options, as JSON holds it. */
export type NamedLoss = {
	readonly [Name in LossName]: { readonly name: Name; readonly options?: LossOptions[Name] };
}[LossName];

/** A loss as JSON: a name, a name with options, or a list of such that are added up, each times its `weight` (1 when left out). */
export type LossSpec = LossName | NamedLoss | readonly (NamedLoss & { readonly weight?: number })[];

/** The names that `createLoss` knows. */
export const listLosses = (): LossName[] => Object.keys(lossRoster) as LossName[];

/**
 * Makes a loss by its name and options, or the weighted sum of several.
 *
 * @param spec 'diceFocal', { name: 'tversky', options: { alpha: 0.3, beta: 0.7 } }, or
 * [{ name: 'generalizedDice' }, { name: 'boundary', weight: 0.01 }]
 * @throws LossError for a name that there is not, fields or options that it does not have, and values that do not fit
 */
export function createLoss(spec: LossSpec): SegmentationLoss {
	if (typeof spec === 'string') return named(spec, {});
	if (typeof spec !== 'object' || spec === null) {
		throw new LossError(`a loss is ${JSON.stringify(spec)}; give its name, or its name and options.`);
	}
	if (!isList(spec)) {
		checkFields(spec, ['name', 'options']);
		return named(spec.name, spec.options ?? {});
	}
	if (spec.length === 0) throw new LossError('the list of losses is empty; name one at least.');
	const terms = spec.map((term) => {
		checkFields(term, ['name', 'options', 'weight']);
		const { name, options = {}, weight = 1 } = term;
		if (!Number.isFinite(weight)) throw new LossError(`weight of ${name} is ${weight}; give a number.`);
		return { loss: named(name, options), weight };
	});
	return (labels, logits) =>
		tf.tidy(() => tf.addN(terms.map(({ loss, weight }) => tf.mul(loss(labels, logits), weight))));
}

const isList = (spec: LossSpec): spec is Exclude<LossSpec, LossName | NamedLoss> => Array.isArray(spec);

function named(name: string, options: object): SegmentationLoss {
	if (!Object.hasOwn(lossRoster, name)) {
		throw new LossError(`there is no loss '${name}'; choose one of ${listLosses().join(', ')}.`);
	}
	const make = lossRoster[name as LossName] as (options: object) => SegmentationLoss;
	return make(options);
}

function checkFields(spec: NamedLoss, fields: readonly string[]): void {
	const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;
	if (!isObject(spec) || !isObject(spec.options === undefined ? {} : spec.options)) {
		throw new LossError(`a loss is ${JSON.stringify(spec)}; write {"name": "…", "options": {…}}.`);
	}
	const stray = Object.keys(spec).find((field) => !fields.includes(field));
	if (stray !== undefined) {
		throw new LossError(
			`a loss has no field '${stray}'; write ${JSON.stringify(fields)}, options within options.`,
		);
	}
}
