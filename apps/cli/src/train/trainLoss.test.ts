import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePhantomDataset } from '../phantoms/writePhantomDataset.ts';
import { runUnetr } from '../testing/runUnetr.ts';
import { SMALL_GRID } from '../testing/smallPhantoms.ts';

let folder: string;
let data: string;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'unetr-loss-'));
	data = join(folder, 'phantoms');
	await writePhantomDataset(data, { seed: 1, count: 4, grid: SMALL_GRID });
}, 120_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Trains three steps, or as many as asked for. */
const train = (out: string, ...more: string[]) =>
	runUnetr([
		...['train', data, '--model', 'unetr_test', '--out', join(folder, out), '--threads', '1', '--seed', '3'],
		...(more.includes('--steps') ? [] : ['--steps', '3']),
		...['--json', ...more],
	]);

const json = async (...path: string[]) => JSON.parse(await readFile(join(folder, ...path), 'utf8'));

async function losses(out: string): Promise<number[]> {
	const lines = (await readFile(join(folder, out, 'log.jsonl'), 'utf8')).trimEnd().split('\n');
	return lines.map((line) => JSON.parse(line)).flatMap(({ kind, loss }) => (kind === 'step' ? [loss] : []));
}

describe('unetr train --loss', () => {
	it('trains on Tversky, says so in report, bundle and configuration, and keeps to it when resumed', async () => {
		const file = join(folder, 'tversky.json');
		await writeFile(file, '{"name": "tversky", "options": {"alpha": 0.3, "beta": 0.7}}');
		const run = await train('tversky', '--loss', file);
		expect([run.code, run.stderr.includes('Unexpected')]).toEqual([0, false]);
		const asked = { name: 'tversky', options: { alpha: 0.3, beta: 0.7 } };
		expect(await json('tversky', 'config.json')).toMatchObject({ loss: asked });
		expect(await json('tversky', 'bundle.json')).toMatchObject({ training: { loss: asked } });
		const report = await readFile(join(folder, 'tversky', 'report.html'), 'utf8');
		expect(report).toContain('tversky (alpha 0.3, beta 0.7)');
		expect((await losses('tversky')).every((loss) => loss > 0 && loss < 1)).toBe(true);

		const other = await train('tversky', '--resume', '--steps', '5', '--loss', 'focal');
		expect([other.code, other.stderr]).toEqual([
			1,
			expect.stringContaining('loss.name was "tversky", now "focal"'),
		]);
		const resumed = await train('tversky', '--resume', '--steps', '5');
		expect(resumed.code).toBe(0);
		expect(await json('tversky', 'config.json')).toMatchObject({ loss: asked });
		expect(await losses('tversky')).toHaveLength(5);
	});

	it('trains on focal loss, and on a sum of losses', async () => {
		const focal = await train('focal', '--loss', 'focal');
		expect(focal.code).toBe(0);
		const sum = '[{"name": "generalizedDice"}, {"name": "boundary", "weight": 0.01}]';
		const summed = await train('sum', '--loss', sum);
		expect(summed.code).toBe(0);
		expect(await readFile(join(folder, 'sum', 'report.html'), 'utf8')).toContain(
			'generalizedDice + 0.01 × boundary',
		);
		// weights and batches are the same: the losses alone differ
		const [one, two] = [await losses('focal'), await losses('sum')];
		expect(one[0]).not.toBeCloseTo(two[0]!, 2);
	});

	it('refuses a loss that there is not or that does not fit, and writes nothing', async () => {
		const unknown = await train('refused', '--loss', 'tverski');
		expect([unknown.code, unknown.stdout]).toEqual([1, '']);
		expect(unknown.stderr).toMatch(/^There is no loss tverski; did you mean tversky\? There are boundary, /);
		const option = await train('refused', '--loss', '{"name": "focal", "options": {"gama": 2}}');
		expect(option.stderr).toMatch(/^--loss: focal has no option 'gama'; it takes .*gamma.*\n$/);
		const weights = '{"name": "dice", "options": {"classWeights": [1, 2]}}';
		const misfit = await train('refused', '--loss', weights);
		expect(misfit.code).toBe(1);
		expect(misfit.stderr).toContain(
			'The loss does not fit the 3 classes of the data set: classWeights holds 2',
		);
		await expect(readFile(join(folder, 'refused', 'config.json'))).rejects.toThrow('ENOENT');
	});
});

describe('unetr train --recompute', () => {
	it('trains as without it', async () => {
		const runs = [await train('kept'), await train('recomputed', '--recompute')];
		expect(runs.map(({ code }) => code)).toEqual([0, 0]);
		const [kept, recomputed] = [await losses('kept'), await losses('recomputed')];
		expect(recomputed).toHaveLength(3);
		for (const [step, loss] of recomputed.entries()) expect(loss).toBeCloseTo(kept[step]!, 3);
	});
});
