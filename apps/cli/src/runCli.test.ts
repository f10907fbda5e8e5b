import { describe, expect, it } from 'vitest';
import { Refusal } from './refusal.ts';
import { runCli } from './runCli.ts';
import { Stopped } from './stopped.ts';
import type { Command } from './usage/command.ts';

const command = (run: Command['run']): Command => ({
	name: 'work',
	description: 'Works',
	example: 'unetr work here',
	args: { place: { type: 'positional', description: 'Where' } },
	run,
});

async function runLine(run: Command['run'], ...rawArgs: string[]) {
	let [stdout, stderr] = ['', ''];
	const code = await runCli([command(run)], rawArgs, '1.2.3', {
		out: (text) => {
			stdout += text;
		},
		err: (text) => {
			stderr += text;
		},
	});
	return { code, stdout, stderr };
}

const done: Command['run'] = async ({ positionals }) => ({
	json: { place: positionals[0] },
	lines: ['worked'],
});
const fail =
	(error: Error): Command['run'] =>
	async () => {
		throw error;
	};

describe('runCli', () => {
	it('prints lines for people and one object for programs', async () => {
		expect(await runLine(done, 'work', 'here')).toEqual({ code: 0, stdout: 'worked\n', stderr: '' });
		expect((await runLine(done, 'work', 'here', '--json')).stdout).toBe('{"place":"here"}\n');
	});

	it('exits 1 with one sentence for refused input, without a stack', async () => {
		const refused = await runLine(fail(new Refusal('The folder x is missing.')), 'work', 'x');
		expect(refused).toEqual({ code: 1, stdout: '', stderr: 'The folder x is missing.\n' });
		const full = Object.assign(new Error('ENOSPC: no space'), { code: 'ENOSPC', path: 'run/a.nii' });
		const { code, stderr } = await runLine(fail(full), 'work', 'x');
		expect([code, stderr]).toEqual([
			1,
			'The disk is full; free some space and run the command again (run/a.nii).\n',
		]);
	});

	it('exits 2 for wrong usage and 130 when stopped', async () => {
		expect((await runLine(done, 'wrok')).stderr).toContain('did you mean work?');
		expect((await runLine(done, 'wrok')).code).toBe(2);
		expect((await runLine(done)).code).toBe(2);
		expect((await runLine(fail(new Stopped('Kept.')), 'work', 'x')).code).toBe(130);
	});

	it('shows help with an example, and the version', async () => {
		const { code, stdout } = await runLine(done, 'work', '--help');
		expect(code).toBe(0);
		expect(stdout).toContain('unetr work here');
		expect((await runLine(done, '--version')).stdout).toBe('1.2.3\n');
	});
});
