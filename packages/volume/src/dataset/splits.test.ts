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
