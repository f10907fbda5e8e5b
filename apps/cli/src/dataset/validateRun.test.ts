import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostileFolder } from 'unetr-testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { validateCommand } from '../commands/validate.ts';
import { runCli } from '../runCli.ts';

let folder: string;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'unetr-validate-'));
	await cp(join(hostileFolder, 'dataset/constant-image'), folder, { recursive: true });
	await cp(join(hostileFolder, 'dataset/nan-voxels/imagesTr'), join(folder, 'imagesTr'), { recursive: true });
	await writeFile(join(folder, 'labelsTr', 'case_01.nii.gz'), 'no label map');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function validate(...rawArgs: string[]) {
	let [stdout, stderr] = ['', ''];
	const code = await runCli([validateCommand], ['validate', ...rawArgs], '1.2.3', {
		out: (text) => {
			stdout += text;
		},
		err: (text) => {
			stderr += text;
		},
	});
	return { code, stdout, stderr };
}

describe('unetr validate', () => {
	it('prints every problem with its file and cure, and exits with 1', async () => {
		const { code, stdout, stderr } = await validate(folder);
		expect(code).toBe(1);
		const lines = stdout.trimEnd().split('\n');
		expect(lines).toEqual([
			expect.stringMatching(
				/^problem: .*labelsTr\/case_01\.nii\.gz: .*; repair the file or take the case out/,
			),
			expect.stringMatching(
				/^problem: .*imagesTr\/case_02\.nii\.gz: 1 voxel\(s\) are not finite .*; give them/,
			),
			expect.stringContaining('2 whole cases, labels background, anterior, posterior; 2 problem(s).'),
		]);
		expect(stderr).toBe(`The data set ${folder} has 2 problem(s).\n`);
	});

	it('gives the same as one JSON object', async () => {
		const { code, stdout } = await validate(folder, '--json');
		expect(code).toBe(1);
		const { ok, layout, problems } = JSON.parse(stdout);
		expect([ok, layout]).toEqual([false, 'msd']);
		expect(problems.map(({ kind, id }: { kind: string; id: string }) => [kind, id])).toEqual([
			['unreadable', 'case_01'],
			['notFinite', 'case_02'],
		]);
	});

	it('refuses what is no data set in one sentence, with nothing on stdout', async () => {
		const { code, stdout, stderr } = await validate(join(folder, 'imagesTr'), '--json');
		expect([code, stdout, stderr.split('\n').length]).toEqual([1, '', 2]);
		expect(stderr).toContain('there is none of what makes a data set');
	});

	it('takes a tolerance, and only one that is a length', async () => {
		const apart = join(hostileFolder, 'dataset/affine-mismatch');
		expect((await validate(apart)).code).toBe(1);
		expect((await validate(apart, '--tolerance', '10')).code).toBe(0);
		expect((await validate(apart, '--tolerance', '-1')).code).toBe(2);
	});
});
