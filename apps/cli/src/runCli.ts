import { describeError } from './describeError.ts';
import { Stopped } from './stopped.ts';
import type { Command } from './usage/command.ts';
import { nearestName } from './usage/nearestName.ts';
import { parseArguments } from './usage/parseArguments.ts';
import { renderCommandHelp, renderProgramHelp } from './usage/renderHelp.ts';
import { UsageError } from './usage/usageError.ts';

/** Where a command writes: stdout for its result, stderr for everything else. */
export interface Streams {
	out(text: string): void;
	err(text: string): void;
}

/**
 * Runs one command line.
 *
 * @returns The exit code: 0 done, 1 refused input, 2 wrong usage, 130 stopped.
 */
export async function runCli(
	commands: readonly Command[],
	rawArgs: readonly string[],
	version: string,
	{ out, err }: Streams,
): Promise<number> {
	try {
		const [first, ...rest] = rawArgs;
		if (first === '--version' || first === '-v') {
			out(`${version}\n`);
			return 0;
		}
		if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
			const text = renderProgramHelp(commands, version);
			(first === undefined ? err : out)(text);
			return first === undefined ? 2 : 0;
		}
		const command = findCommand(commands, first);
		const input = parseArguments(command, rest);
		if (input.flags.help === true) {
			out(renderCommandHelp(command));
			return 0;
		}
		const { json, lines, refusal } = await command.run(input);
		out(input.flags.json === true ? `${JSON.stringify(json)}\n` : lines.map((line) => `${line}\n`).join(''));
		if (refusal !== undefined) err(`${refusal}\n`);
		return refusal === undefined ? 0 : 1;
	} catch (error) {
		if (error instanceof UsageError) {
			err(`${error.message}\n`);
			return 2;
		}
		if (error instanceof Stopped) {
			err(`${error.message}\n`);
			return 130;
		}
		err(`${describeError(error)}\n`);
		return 1;
	}
}

function findCommand(commands: readonly Command[], name: string): Command {
	const command = commands.find((candidate) => candidate.name === name);
	if (command !== undefined) return command;
	const names = commands.map((candidate) => candidate.name);
	const nearest = nearestName(name, names);
	throw new UsageError(
		`unetr has no command "${name}"; ${nearest ? `did you mean ${nearest}?` : `it has ${names.join(', ')}.`}`,
	);
}
