import type { ArgDef, ArgsDef } from 'citty';

/** What a command gets: its flags as typed on the command line, and its positional arguments. */
export interface CommandInput {
	readonly flags: Readonly<Record<string, string | boolean | undefined>>;
	readonly positionals: readonly string[];
}

/** A command of `unetr`. */
export interface Command {
	readonly name: string;
	readonly description: string;
	/** A command line that works as it stands, shown by `--help`. */
	readonly example: string;
	/** Arguments in citty's notation; the last positional may be repeated when `repeat` is set. */
	readonly args: ArgsDef;
	readonly repeat?: boolean;
	/** Does the work and returns the object that `--json` prints, with `lines` for people. */
	run(input: CommandInput): Promise<CommandResult>;
}

/** What a command hands back. */
export interface CommandResult {
	/** Printed on stdout under `--json`. */
	readonly json: Record<string, unknown>;
	/** Printed on stdout without it. */
	readonly lines: readonly string[];
	/** Says on stderr why the input is refused although there is a result; the exit code is 1 then. */
	readonly refusal?: string;
}

/** Short name of a flag, for example `h`. */
export function aliasOf(definition: ArgDef): string | undefined {
	return 'alias' in definition && typeof definition.alias === 'string' ? definition.alias : undefined;
}

/** Flags that every command knows. */
export const COMMON_ARGS: Record<string, ArgDef> = {
	json: { type: 'boolean', description: 'Print one JSON object on stdout; messages go to stderr' },
	help: { type: 'boolean', alias: 'h', description: 'Show this help' },
};
