import { describe, expect, it } from 'vitest';
import { trainCommand } from '../commands/train.ts';
import { parseArguments } from './parseArguments.ts';

const parse = (...rawArgs: string[]) => parseArguments(trainCommand, rawArgs);

describe('parseArguments', () => {
	it('reads flags, inline values and positionals in any order', () => {
		const { flags, positionals } = parse('--steps=5', 'folder', '--out', 'run', '--resume');
		expect(positionals).toEqual(['folder']);
		expect(flags).toMatchObject({ steps: '5', out: 'run', resume: true, batch: '2' });
	});

	it('names an unknown flag and the nearest one', () => {
		expect(() => parse('folder', '--ouut', 'run')).toThrow('no flag --ouut; did you mean --out?');
		expect(() => parse('folder', '--qqqqqqqq')).toThrow('unetr train --help');
	});

	it('names a flag without its value, even when another flag follows', () => {
		expect(() => parse('folder', '--out')).toThrow('--out needs a value: --out <folder>.');
		expect(() => parse('folder', '--out', '--json')).toThrow('--out needs a value');
	});

	it('names missing and surplus arguments and wrong choices', () => {
		expect(() => parse('--out', 'run')).toThrow('unetr train needs <data>');
		expect(() => parse('folder')).toThrow('unetr train needs --out <folder>.');
		expect(() => parse('folder', 'more', '--out', 'run')).toThrow('"more"');
		expect(() => parse('folder', '--out', 'run', '--backend', 'gpu')).toThrow(
			'one of simd, webgpu, cpu, not "gpu"',
		);
		expect(() => parse('folder', '--out', 'run', '--json=yes')).toThrow('--json is a switch');
	});

	it('lets --help pass without the required arguments', () => {
		expect(parse('--help').flags.help).toBe(true);
	});
});
