import type { ArgDef } from 'citty';
import { aliasOf, COMMON_ARGS, type Command } from './command.ts';

/** Help of one command: what it does, its arguments and flags, and an example. */
export function renderCommandHelp(command: Command): string {
	const all = Object.entries({ ...command.args, ...COMMON_ARGS });
	const positionals = all.filter(([, { type }]) => type === 'positional');
	const flags = all.filter(([, { type }]) => type !== 'positional');
	const usage = positionals.map(([name], index) =>
		command.repeat && index === positionals.length - 1 ? `<${name}…>` : `<${name}>`,
	);
	const required = flags.filter(([, flag]) => flag.required).map(([name, flag]) => flagUsage(name, flag));
	return [
		`${command.description}. Not a medical device.`,
		'',
		`USAGE  unetr ${[command.name, ...usage, ...required].join(' ')} [options]`,
		'',
		...columns(positionals.map(([name, { description = '' }]) => [`<${name}>`, description])),
		...(positionals.length > 0 ? [''] : []),
		...columns(flags.map(([name, flag]) => [flagUsage(name, flag), describeFlag(flag)])),
		'',
		'EXAMPLE',
		`  ${command.example}`,
		'',
	].join('\n');
}

/** Help of the program: its commands. */
export function renderProgramHelp(commands: readonly Command[], version: string): string {
	return [
		`unetr ${version}: train UNETR on labelled volumes and segment new ones. Not a medical device.`,
		'',
		'USAGE  unetr <command> [options]',
		'',
		...columns(commands.map(({ name, description }) => [name, description])),
		'',
		'unetr <command> --help shows the options of a command and an example.',
		'Exit codes: 0 done, 1 input refused, 2 wrong usage, 130 stopped.',
		'',
	].join('\n');
}

function flagUsage(name: string, flag: ArgDef): string {
	const value = flag.type === 'enum' ? flag.options?.join('|') : flag.valueHint;
	const takesValue = flag.type === 'string' || flag.type === 'enum';
	const alias = aliasOf(flag);
	return `${alias ? `-${alias}, ` : ''}--${name}${takesValue && value ? ` <${value}>` : ''}`;
}

function describeFlag({ description = '', default: preset, required }: ArgDef): string {
	if (required) return `${description} (required)`;
	return preset === undefined ? description : `${description} (default ${preset})`;
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
	const width = Math.max(0, ...rows.map(([name]) => name.length));
	return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`);
}
