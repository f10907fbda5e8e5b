#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { benchCommand } from './commands/bench.ts';
import { convertCommand } from './commands/convert.ts';
import { demoCommand } from './commands/demo.ts';
import { evaluateCommand } from './commands/evaluate.ts';
import { inspectCommand } from './commands/inspect.ts';
import { predictCommand } from './commands/predict.ts';
import { trainCommand } from './commands/train.ts';
import { validateCommand } from './commands/validate.ts';
import { runCli } from './runCli.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
	version: string;
};

// a limit on the size of files then shows as an error of the write, which is cleaned up after
process.on('SIGXFSZ', () => {});

// a reader that closes the pipe early (head, less) is no failure
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
	if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await runCli(
	[
		trainCommand,
		predictCommand,
		evaluateCommand,
		inspectCommand,
		convertCommand,
		validateCommand,
		demoCommand,
		benchCommand,
	],
	process.argv.slice(2),
	version,
	{ out: (text) => process.stdout.write(text), err: (text) => process.stderr.write(text) },
);
