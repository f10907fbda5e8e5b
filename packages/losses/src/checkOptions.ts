import { LossError } from './lossError.ts';
import type { OptionRule } from './optionRules.ts';

/**
 * Makes sure that a loss is given options which it has and can use, however they were written.
 *
 * @param loss name of the loss, for the message
 * @param options as given; those that are undefined count as left out
 * @throws LossError naming the option, its value and what it may be
 */
export function checkOptions(
	loss: string,
	options: object,
	rules: Readonly<Record<string, OptionRule>>,
): void {
	for (const [name, value] of Object.entries(options)) {
		if (value === undefined) continue;
		const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
		if (!rule) {
			throw new LossError(
				`${loss} has no option '${name}'; it takes ${Object.keys(rules).sort().join(', ')}.`,
			);
		}
		if (!rule.fits(value)) {
			throw new LossError(`${name} of ${loss} is ${JSON.stringify(value)}; give ${rule.expects}.`);
		}
	}
}
