import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVolume, scalingAffine, writeVolume } from '@unetr/volume';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dice } from '../dice.ts';
import { MetricsError } from '../metricsError.ts';
import { summariseDice } from '../summariseDice.ts';
import { evaluate } from './evaluate.ts';

let folder: string;
const shape = [10, 2, 1] as const;

/** Writes a label map of 10×2×1 voxels of 1×1×3 mm from its first values, the rest 0. */
async function write(name: string, values: number[], originMm: [number, number, number] = [0, 0, 0]) {
	const voxels = new Uint8Array(20);
	voxels.set(values);
	const affine = scalingAffine([1, 1, 3], originMm);
	await writeVolume(join(folder, name), createVolume({ voxels, shape, affine }));
}

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'unetr-metrics-'));
	for (const name of ['p', 'r', 'moved', 'float', 'empty']) await mkdir(join(folder, name));
	await write('p/a.nii.gz', [1, 1, 2]);
	await write('r/a.nii', [1, 1, 1, 2]);
	await write('p/b.nii', [1]);
	await write('r/b.nii', [1]);
	await write('p/c.nii', [0, 3, 3]);
	await write('r/c.nii', [1, 1]);
	await write('p/predicted.nii', [1]);
	await write('r/referenced.nii', [1]);
	await write('moved/a.nii', [1], [0, 0, 5]);
	const voxels = new Float32Array(20).fill(0.5);
	await writeVolume(
		join(folder, 'float/a.nii'),
		createVolume({ voxels, shape, affine: scalingAffine([1, 1, 3]) }),
	);
	await writeFile(join(folder, 'empty/note.txt'), 'no volume');
}, 120_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

const paths = (p: string, r: string): [string, string] => [join(folder, p), join(folder, r)];

describe('evaluate', () => {
	it('measures paired files in workers, fills in classes of other cases, and names the unpaired', async () => {
		const progress: number[] = [];
		const { cases, summary, unpaired, policy } = await evaluate(...paths('p', 'r'), {
			threads: 2,
			onProgress: ({ done, total }) => progress.push(done / total),
		});
		expect(cases.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
		expect(cases.map(({ regions }) => regions.map(({ status, values }) => [status, values.dice]))).toEqual([
			[
				['both present', 0.8],
				['both present', 0],
				['both empty', null],
			],
			[
				['both present', 1],
				['both empty', null],
				['both empty', null],
			],
			[
				['missed', 0],
				['both empty', null],
				['false positive', 0],
			],
		]);
		expect(progress).toEqual([1 / 3, 2 / 3, 1]);
		expect(unpaired).toEqual({ predictions: ['predicted'], references: ['referenced'] });
		expect(policy.empty).toBe('exclude');
		const [first] = summary.regions;
		expect(first).toMatchObject({
			name: 'label 1',
			bothPresent: 2,
			missed: 1,
			falsePositive: 0,
			bothEmpty: 0,
		});
		expect(first.metrics.dice).toMatchObject({ mean: expect.closeTo(0.6, 12), n: 3 });
		// the whole organ is 10 mm by 2 mm by 3 mm away at worst
		expect(cases[2].regions[0].values.hd).toBeCloseTo(Math.hypot(10, 2, 3), 5);
		expect(cases[2].regions[1].trueNegatives).toBe(20);
	});

	it('agrees with dice and summariseDice, and takes names, regions and policy', async () => {
		const regions = [
			{ name: 'organ', labels: [1] },
			{ name: 'any', labels: [1, 2, 3] },
		];
		const options = { regions, emptyPolicy: 'one', metrics: ['dice'], threads: 1, seed: 5 } as const;
		const evaluation = await evaluate(...paths('p', 'r'), options);
		const labels = [
			[
				[1, 1, 2, 0],
				[1, 1, 1, 2],
			],
			[
				[1, 0, 0, 0],
				[1, 0, 0, 0],
			],
			[
				[0, 3, 3, 0],
				[1, 1, 0, 0],
			],
		].map(([p, r]) => dice(Uint8Array.from(p), Uint8Array.from(r), { numClasses: 4 }));
		const expected = summariseDice(labels, 'one').classes[1];
		const { mean, sd, n } = evaluation.summary.regions[0].metrics.dice!;
		expect({ mean, sd, n }).toEqual({ mean: expected.mean, sd: expected.sd, n: expected.n });
		expect(evaluation.cases.map(({ regions }) => regions[1].values.dice)).toEqual([6 / 7, 1, 0.5]);
		expect((await evaluate(...paths('p', 'r'), options)).summary).toEqual(evaluation.summary);
	});

	it('takes a prediction that is not there for an empty one where that is asked for', async () => {
		const { cases, summary, unpaired } = await evaluate(...paths('p', 'r'), {
			missingPredictions: 'empty',
			threads: 1,
		});
		expect(cases.map(({ id, prediction }) => [id, prediction === null])).toEqual([
			['a', false],
			['b', false],
			['c', false],
			['referenced', true],
		]);
		expect(cases[3].regions[0]).toMatchObject({ status: 'missed', values: { dice: 0, volumeError: 60 } });
		expect(summary.regions[0]).toMatchObject({ bothPresent: 2, missed: 2 });
		expect(summary.regions[0].metrics.dice).toMatchObject({ mean: expect.closeTo(0.45, 12), n: 4 });
		expect(unpaired.references).toEqual(['referenced']);
		await expect(evaluate(...paths('p/c.nii', 'moved'), { missingPredictions: 'empty' })).rejects.toThrow(
			'name predictions like their references',
		);
	});

	it('names the file and the fault where a pair cannot be compared', async () => {
		await expect(evaluate(...paths('moved', 'r'))).rejects.toThrow(
			/moved\/a\.nii and .*lie at different places/,
		);
		await expect(evaluate(...paths('moved', 'r'))).rejects.toBeInstanceOf(MetricsError);
		await expect(evaluate(...paths('float', 'r'))).rejects.toThrow(/float\/a\.nii holds the label 0\.5/);
		await expect(
			evaluate(...paths('p', 'r'), { regions: [{ name: 'organ', labels: [1] }], threads: 1 }),
		).rejects.toThrow(/p\/a\.nii\.gz holds the label 2; the table knows 0, 1/);
	});

	it('refuses folders that do not pair, and options out of range, before it starts', async () => {
		await expect(evaluate(...paths('p', 'empty'))).rejects.toThrow('holds no volume files');
		await expect(evaluate(...paths('p', 'nowhere'))).rejects.toThrow('no file or folder');
		await expect(evaluate(...paths('p/c.nii', 'moved'))).rejects.toThrow(
			'name predictions like their references',
		);
		await expect(evaluate(...paths('p', 'empty/note.txt'))).rejects.toThrow('is not a volume file');
		await expect(evaluate(...paths('p', 'r'), { threads: 0 })).rejects.toThrow('threads is 0');
	});

	it("stops when it is told to, with the signal's reason", async () => {
		const reason = new Error('enough');
		await expect(evaluate(...paths('p', 'r'), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
		const controller = new AbortController();
		const running = evaluate(...paths('p', 'r'), {
			threads: 1,
			signal: controller.signal,
			onProgress: () => controller.abort(reason),
		});
		await expect(running).rejects.toBe(reason);
	});
});
