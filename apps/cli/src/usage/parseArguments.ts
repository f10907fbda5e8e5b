import { type ArgDef, type ArgsDef, parseArgs } from 'citty';
import { aliasOf, COMMON_ARGS, type Command, type CommandInput } from './command.ts';
import { nearestName } from './nearestName.ts';
import { UsageError } from './usageError.ts';

/**
 * Reads the arguments of a command.
 *
 * @throws UsageError for an unknown flag, a flag without its value, a missing or surplus argument.
 */
export function parseArguments(command: Command, rawArgs: readonly string[]): CommandInput {
	const args: ArgsDef = { ...command.args, ...COMMON_ARGS };
	checkFlags(command, args, rawArgs);
	// whether an argument may be missing is decided here, with a clearer sentence than the parser's
	const lenient = Object.fromEntries(
		Object.entries(args).map(([name, definition]) => [name, { ...definition, required: false } as ArgDef]),
	);
	const { _: positionals, ...flags } = parseArgs(rawArgs as string[], lenient);
	if (flags.help !== true) {
		checkPositionals(command, positionals);
		for (const [name, definition] of Object.entries(args)) {
			if (definition.type !== 'positional' && definition.required && flags[name] === undefined) {
				throw new UsageError(`unetr ${command.name} needs --${name}${hint(definition)}.`);
			}
		}
	}
	return { flags: flags as CommandInput['flags'], positionals };
}

function checkFlags(command: Command, args: ArgsDef, rawArgs: readonly string[]): void {
	for (let index = 0; index < rawArgs.length; index++) {
		const argument = rawArgs[index]!;
		if (argument === '--') return;
		if (!argument.startsWith('-') || argument === '-') continue;
		const [flag, inline] = splitFlag(argument);
		const definition = findFlag(args, flag);
		if (definition === undefined) throw unknownFlag(command, args, flag);
		if (definition.type !== 'string' && definition.type !== 'enum') {
			if (inline !== undefined) throw new UsageError(`${flag} is a switch and takes no value.`);
			continue;
		}
		const value = inline ?? rawArgs[++index];
		if (value === undefined || value === '' || (inline === undefined && /^--?[a-z]/i.test(value))) {
			throw new UsageError(`${flag} needs a value: ${flag}${hint(definition)}.`);
		}
		if (definition.type === 'enum' && !definition.options?.includes(value)) {
			throw new UsageError(`${flag} must be one of ${definition.options?.join(', ')}, not "${value}".`);
		}
	}
}

function checkPositionals(command: Command, positionals: readonly string[]): void {
	const wanted = Object.entries(command.args).filter(([, { type }]) => type === 'positional');
	const needed = wanted.filter(([, definition]) => definition.required !== false);
	const missing = needed.slice(positionals.length);
	if (missing.length > 0) {
		const names = missing.map(([name]) => `<${name}>`).join(' and ');
		throw new UsageError(`unetr ${command.name} needs ${names}, for example: ${command.example}`);
	}
	if (positionals.length > wanted.length && !command.repeat) {
		throw new UsageError(
			`unetr ${command.name} does not know what to do with "${positionals[wanted.length]}".`,
		);
	}
}

function splitFlag(argument: string): [flag: string, inline: string | undefined] {
	const at = argument.indexOf('=');
	return at < 0 ? [argument, undefined] : [argument.slice(0, at), argument.slice(at + 1)];
}

function findFlag(args: ArgsDef, flag: string): ArgDef | undefined {
	for (const [name, definition] of Object.entries(args)) {
		if (definition.type === 'positional') continue;
		if (flag === `--${name}` || flag === `-${aliasOf(definition)}`) return definition;
	}
	return undefined;
}

function unknownFlag(command: Command, args: ArgsDef, flag: string): UsageError {
	const names = Object.keys(args).filter((name) => args[name]!.type !== 'positional');
	const nearest = nearestName(flag.replace(/^-+/, ''), names);
	const advice = nearest
		? `did you mean --${nearest}?`
		: `see unetr ${command.name} --help for the flags it has.`;
	return new UsageError(`unetr ${command.name} has no flag ${flag}; ${advice}`);
}

function hint(definition: ArgDef): string {
	return definition.valueHint ? ` <${definition.valueHint}>` : '';
}
