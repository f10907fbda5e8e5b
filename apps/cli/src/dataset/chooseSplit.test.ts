import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dataset } from '@unetr/volume';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseSplit } from './chooseSplit.ts';

const ids = Array.from({ length: 8 }, (_, n) => `case_${n}`);
const dataset = {
	folder: 'data',
	cases: ids.map((id) => ({ id, images: [`${id}.nii`], label: `${id}_seg.nii` })),
} as unknown as Dataset;
let folder: string;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'unetr-split-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const allFolds = (groups?: string, labelsOf = new Map<string, readonly number[]>()) =>
	Promise.all(
		[0, 1, 2, 3].map((fold) =>
			chooseSplit({ dataset, labelsOf }, { splits: undefined, groups, fold, seed: 5 }),
		),
	);

describe('chooseSplit', () => {
	it('spreads a rare label over the folds that it makes', async () => {
		const labelsOf = new Map(ids.map((id, n) => [id, n < 4 ? [0, 1] : [0]]));
		for (const { val } of await allFolds(undefined, labelsOf)) {
			expect(val.filter((id) => labelsOf.get(id)!.includes(1))).toHaveLength(1);
		}
	});

	it('keeps patients together where a file names them', async () => {
		const file = join(folder, 'groups.json');
		await writeFile(file, JSON.stringify(Object.fromEntries(ids.map((id, n) => [id, `p${n % 4}`]))));
		for (const { train, val } of await allFolds(file)) {
			const patient = (id: string) => Number(id.at(-1)) % 4;
			expect(val.some((id) => train.some((other) => patient(other) === patient(id)))).toBe(false);
		}
		await writeFile(file, '{"case_0": 1}');
		await expect(allFolds(file)).rejects.toThrow('groups.json must be a JSON table {"case": "patient"');
		await writeFile(file, '{"case_0": "p"}');
		await expect(allFolds(file)).rejects.toThrow('case_1 has no group');
	});
});
