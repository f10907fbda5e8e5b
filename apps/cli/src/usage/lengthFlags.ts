import type { CommandInput } from './command.ts';
import { positiveFlag, wholeFlag } from './flagValues.ts';
import { UsageError } from './usageError.ts';

/** How long to train, as it was asked for; nothing where the command decides. */
export interface LengthChoice {
	/** Wall time of the whole run, final predictions included. */
	readonly minutes?: number | undefined;
	readonly epochs?: number | undefined;
	readonly steps?: number | undefined;
}

/**
 * Reads `--minutes`, `--epochs` and `--steps`.
 *
 * @throws UsageError where more than one is given.
 */
export function lengthFlags(
	flags: CommandInput['flags'],
	names: readonly (keyof LengthChoice)[] = ['minutes', 'epochs', 'steps'],
): LengthChoice {
	const given = names.filter((name) => flags[name] !== undefined);
	if (given.length > 1) throw new UsageError(`Give only one of --${given.join(' and --')}.`);
	return {
		minutes: positiveFlag('minutes', flags.minutes),
		epochs: positiveFlag('epochs', flags.epochs),
		steps: wholeFlag('steps', flags.steps),
	};
}
