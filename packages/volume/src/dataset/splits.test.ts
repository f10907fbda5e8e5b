import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporaryFolder.ts';
import { VolumeError } from '../volumeError.ts';
import { makeFolds } from './makeFolds.ts';
import { readSplits } from './readSplits.ts';

const ids = Array.from({ length: 10 }, (_, n) => `case_${n}`);
const patients = Object.fromEntries(ids.map((id, n) => [id, `patient_${Math.floor(n / 2)}`]));

describe('makeFolds (TD-08)', () => {
	it('does not depend on the order of the ids and keeps patients together', () => {
		const folds = makeFolds(ids, { folds: 5, seed: 7, groups: patients });
		const odd = [...ids.filter((_, n) => n % 2), ...ids.filter((_, n) => n % 2 === 0)];
		for (const order of [[...ids].reverse(), odd]) {
			expect(makeFolds(order, { folds: 5, seed: 7, groups: patients })).toEqual(folds);
		}
		for (const { train, val } of folds) {
			const trained = new Set(train.map((id) => patients[id]));
			expect(val.some((id) => trained.has(patients[id]))).toBe(false);
		}
		expect(folds.flatMap(({ val }) => val).sort()).toEqual(ids);
	});

	it('validates every id once in folds of equal size, for any ids, seed and number of folds', () => {
		const sets = fc.uniqueArray(fc.string(), { minLength: 2, maxLength: 40 });
		fc.assert(
			fc.property(sets, fc.integer(), fc.nat(), (set, seed, pick) => {
				const folds = 2 + (pick % (set.length - 1));
				const splits = makeFolds(set, { folds, seed });
				expect(splits.flatMap(({ val }) => val).sort()).toEqual([...set].sort());
				const sizes = splits.map(({ val }) => val.length);
				expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
				for (const { train, val } of splits) expect([...train, ...val].sort()).toEqual([...set].sort());
			}),
		);
	});

	it('depends on the seed', () => {
		const folds = [1, 2, 3].map((seed) => JSON.stringify(makeFolds(ids, { folds: 2, seed })));
		expect(new Set(folds).size).toBe(3);
	});

	it('balances groups of unequal size', () => {
		const groups = Object.fromEntries(ids.map((id, n) => [id, n < 4 ? 'large' : id]));
		const sizes = makeFolds(ids, { folds: 2, seed: 1, groups }).map(({ val }) => val.length);
		expect(sizes).toEqual([5, 5]);
	});

	it('spreads rare labels over the folds, whatever the order of the ids', () => {
		// Labels 2 and 3 are in four and two of twelve cases.
		const cases = Array.from({ length: 12 }, (_, n) => `case_${n}`);
		const labelsOf = new Map(
			cases.map((id, n) => [id, [0, 1, ...(n < 4 ? [2] : []), ...(n % 6 === 5 ? [3] : [])]]),
		);
		for (let seed = 0; seed < 20; seed++) {
			const folds = makeFolds(cases, { folds: 4, seed, labelsOf });
			expect(makeFolds([...cases].reverse(), { folds: 4, seed, labelsOf })).toEqual(folds);
			const having = (label: number) =>
				folds.map(({ val }) => val.filter((id) => labelsOf.get(id)!.includes(label)).length);
			expect(having(2)).toEqual([1, 1, 1, 1]);
			expect(Math.max(...having(3))).toBe(1);
			expect(folds.map(({ val }) => val.length)).toEqual([3, 3, 3, 3]);
		}
	});

	it('keeps sizes within one case and groups together when labels are given', () => {
		const sets = fc.array(fc.subarray([1, 2, 3, 4]), { minLength: 2, maxLength: 30 });
		fc.assert(
			fc.property(sets, fc.integer(), fc.nat(), (labels, seed, pick) => {
				const cases = labels.map((_, n) => `case_${n}`);
				const labelsOf = new Map(cases.map((id, n) => [id, labels[n]!]));
				const folds = makeFolds(cases, { folds: 2 + (pick % (cases.length - 1)), seed, labelsOf });
				const sizes = folds.map(({ val }) => val.length);
				expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
				expect(folds.flatMap(({ val }) => val).sort()).toEqual([...cases].sort());
			}),
		);
		const labelsOf = new Map(ids.map((id, n) => [id, [n % 3]]));
		for (const { train, val } of makeFolds(ids, { folds: 5, seed: 1, groups: patients, labelsOf })) {
			expect(val.some((id) => train.some((other) => patients[other] === patients[id]))).toBe(false);
		}
	});

	it.each<[string, string[], Parameters<typeof makeFolds>[1], RegExp]>([
		['repeated ids', ['a', 'b', 'a'], { folds: 2, seed: 0 }, /ids a occur twice/],
		['one fold', ids, { folds: 1, seed: 0 }, /10 cases cannot be divided into 1 folds; take from 2 to 10/],
		[
			'more folds than groups',
			ids,
			{ folds: 6, seed: 0, groups: patients },
			/5 groups cannot be divided into 6/,
		],
		[
			'an id without group',
			['a', 'toString'],
			{ folds: 2, seed: 0, groups: { a: 'x' } },
			/toString has no group/,
		],
	])('refuses %s', (_, list, options, message) => {
		expect(() => makeFolds(list, options)).toThrow(VolumeError);
		expect(() => makeFolds(list, options)).toThrow(message);
	});
});

describe('readSplits', () => {
	const read = (json: unknown, known?: string[]) => {
		const text = typeof json === 'string' ? json : JSON.stringify(json);
		const file = join(temporaryFolder({ 'splits.json': text }), 'splits.json');
		return readSplits(file, known && { ids: known });
	};
	const folds = [
		{ train: ['a', 'b'], val: ['c'] },
		{ train: ['c'], val: ['a', 'b'] },
	];

	it('reads a list, a table of folds, and "validation"', async () => {
		expect(await read(folds, ['a', 'b', 'c'])).toEqual(folds);
		expect(await read({ folds })).toEqual(folds);
		expect(await read([{ train: ['a'], validation: ['b'] }])).toEqual([{ train: ['a'], val: ['b'] }]);
		expect(await read({ train: ['a'], val: ['b'] })).toEqual([{ train: ['a'], val: ['b'] }]);
	});

	it('reads the folds of a data list of MONAI, with the ids that the data set has', async () => {
		const entry = (name: string, fold?: number) => ({
			image: `imagesTr/img${name}.nii.gz`,
			label: `labelsTr/label${name}.nii.gz`,
			...(fold === undefined ? {} : { fold }),
		});
		const numbered = { name: 'set', training: [entry('0001', 0), entry('0002', 1), entry('0003', 0)] };
		const expected = [
			{ train: ['0002'], val: ['0001', '0003'] },
			{ train: ['0001', '0003'], val: ['0002'] },
		];
		expect(await read(numbered, ['0001', '0002', '0003'])).toEqual(expected);
		expect((await read(numbered))[1]).toEqual({ train: ['label0001', 'label0003'], val: ['label0002'] });
		const listed = { training: [entry('0001')], validation: [entry('0002')], test: ['imagesTs/c.nii.gz'] };
		expect(await read(listed, ['0001', '0002'])).toEqual([{ train: ['0001'], val: ['0002'] }]);
		const channels = { image: ['imagesTr/a_0000.nii', 'imagesTr/a_0001.nii'], fold: 1 };
		const byImage = { training: [channels, { image: ['imagesTr/b_0000.nii'], fold: 0 }] };
		expect((await read(byImage, ['a', 'b']))[0]).toEqual({ train: ['a'], val: ['b'] });
	});

	it.each<[string, unknown, RegExp]>([
		[
			'a key with a typing error',
			[{ train: ['a'], val: ['b'], 'fold:': 0 }],
			/fold 0: the key "fold:" is unknown/,
		],
		['a misspelt table', { fold: folds }, /the key "fold" is unknown; the keys are "folds"/],
		['a fold without validation', [{ train: ['a'] }], /fold 0: "val" must be a list of case ids/],
		['an empty validation', [{ train: ['a'], val: [] }], /list of validation cases is empty/],
		['a case on both sides', [folds[0], { train: ['a', 'b'], val: ['b'] }], /fold 1: b is listed twice/],
		['an unknown case', [{ train: ['a', 'x'], val: ['b'] }], /the data set has no case x/],
		['numbers for ids', [{ train: [1], val: ['b'] }], /"train" must be a list of case ids/],
		['both names', [{ train: ['a'], val: ['b'], validation: ['c'] }], /give "val" or "validation"/],
		['no fold', [], /it lists no fold/],
		['text', '"a"', /an object with the keys "folds"/],
		['broken JSON', '[', /not valid JSON/],
		[
			'a typing error of "fold" in a data list',
			{ training: [{ image: 'a.nii', 'fold:': 0 }] },
			/entry 1: it has no "fold"; the key "fold:" is none/,
		],
		[
			'a fold that is no number',
			{ training: [{ image: 'a.nii', fold: '0' }] },
			/"fold" must be a whole number from 0, not "0"/,
		],
		['an entry without files', { training: [{ fold: 0 }] }, /entry 1: it has neither "image" nor "label"/],
		['a data list that is none', { training: 'a' }, /"training" must be a list of cases/],
		[
			'a data list of one fold',
			{ training: [{ image: 'a.nii', fold: 0 }] },
			/list of training cases is empty/,
		],
	])('refuses %s with the file and the place', async (_, json, message) => {
		const error = await read(json, ['a', 'b', 'c']).catch((cause: unknown) => cause);
		expect(error).toBeInstanceOf(VolumeError);
		expect((error as Error).message).toMatch(/splits\.json/);
		expect((error as Error).message).toMatch(message);
	});

	it('says that a file is missing', async () => {
		await expect(readSplits('/nowhere/splits.json')).rejects.toThrow('/nowhere/splits.json cannot be read');
	});
});
