import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { orientTo } from '@unetr/transforms';
import { readVolume, sameGrid, writeVolume } from '@unetr/volume';
import { sharedData } from 'unetr-testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePhantom } from '../phantoms/makePhantom.ts';
import { runUnetr } from '../testing/runUnetr.ts';
import { SMALL_GRID } from '../testing/smallPhantoms.ts';
import { writeUntrainedBundle } from '../testing/untrainedBundle.ts';

/** Axis orders that a scan is stored in, beside its own LPS. */
const STORED = ['RAS', 'PIR', 'SLA'];
let folder: string;
let bundle: string;
let scans: string;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'unetr-predict-'));
	[bundle, scans] = [join(folder, 'bundle'), join(folder, 'scans')];
	await mkdir(scans);
	await writeUntrainedBundle(bundle);
	const { image } = makePhantom(5, 0, SMALL_GRID);
	await writeVolume(join(scans, 'LPS.nii.gz'), image);
	for (const code of STORED) await writeVolume(join(scans, `${code}.nii`), orientTo(image, code).volume);
	const run = await runUnetr(['predict', bundle, scans, '--out', join(folder, 'labels')]);
	expect(run.stderr).not.toContain('Error');
	expect(run.code).toBe(0);
}, 120_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('unetr predict', () => {
	it('writes labels on the grid of each scan, and the same mask in the world for every axis order', async () => {
		const own = await readVolume(join(folder, 'labels', 'LPS.nii.gz'));
		expect(new Set(own.voxels).size).toBeGreaterThan(1);
		for (const code of STORED) {
			const label = await readVolume(join(folder, 'labels', `${code}.nii.gz`));
			expect(sameGrid(label, await readVolume(join(scans, `${code}.nii`)))).toBe(true);
			const back = orientTo(label, 'LPS').volume;
			expect(sameGrid(back, own)).toBe(true);
			expect(Buffer.compare(Buffer.from(back.voxels), Buffer.from(own.voxels))).toBe(0);
		}
	});

	it('agrees with nibabel on affine, shape and label values', async ({ skip }) => {
		if (!hasNibabel()) {
			if (process.env.CI === 'true') throw new Error('nibabel is missing; install python3-nibabel.');
			skip('nibabel is not installed (Debian package python3-nibabel)');
		}
		const script = [
			'import sys, json, numpy, nibabel',
			'scan, label = nibabel.load(sys.argv[1]), nibabel.load(sys.argv[2])',
			'data = numpy.asanyarray(label.dataobj)',
			'print(json.dumps([abs(scan.affine - label.affine).max(), scan.shape == label.shape, str(data.dtype),',
			'  nibabel.aff2axcodes(label.affine) == nibabel.aff2axcodes(scan.affine), data.ravel("F").tolist()]))',
		].join('\n');
		for (const name of await readdir(scans)) {
			const label = join(folder, 'labels', name.replace(/\.nii(\.gz)?$/, '.nii.gz'));
			const printed = execFileSync('/usr/bin/python3', ['-c', script, join(scans, name), label], {
				encoding: 'utf8',
				maxBuffer: 1 << 26,
			});
			const [distance, shape, dtype, codes, values] = JSON.parse(printed);
			expect([distance < 1e-5, shape, dtype, codes]).toEqual([true, true, 'uint8', true]);
			expect(values).toEqual([...(await readVolume(label)).voxels]);
		}
	});

	it('keeps the grid of a real scan', async ({ skip }) => {
		const scan = sharedData('hippocampus/imagesTr/hippocampus_001.nii.gz');
		if (scan === null) return skip('the folder ../shared/data is absent');
		const out = join(folder, 'real.nii.gz');
		expect((await runUnetr(['predict', bundle, scan, '--out', out])).code).toBe(0);
		const [image, label] = [await readVolume(scan), await readVolume(out)];
		expect(label.affine).toEqual(image.affine);
		expect(label.shape).toEqual(image.shape);
	});

	it('says when it replaces a file, and refuses to replace the scan', async () => {
		const scan = join(scans, 'LPS.nii.gz');
		const again = await runUnetr(['predict', bundle, scan, '--out', join(folder, 'labels', 'LPS.nii.gz')]);
		expect([again.code, again.stderr.split('\n')[0]]).toEqual([
			0,
			`Replacing ${join(folder, 'labels', 'LPS.nii.gz')}.`,
		]);
		const before = await readFile(scan);
		const own = await runUnetr(['predict', bundle, scan, '--out', scan]);
		expect([own.code, own.stderr]).toEqual([
			1,
			`The label map would replace its own scan ${scan}; choose another --out.\n`,
		]);
		expect(Buffer.compare(before, await readFile(scan))).toBe(0);
	});

	it('refuses a truncated scan in one sentence and does the others', async () => {
		const mixed = join(folder, 'mixed');
		await mkdir(mixed);
		const whole = await readFile(join(scans, 'LPS.nii.gz'));
		await writeFile(join(mixed, 'a_broken.nii.gz'), whole.subarray(0, whole.length / 2));
		await writeFile(join(mixed, 'b_whole.nii.gz'), whole);
		const out = join(folder, 'mixed-labels');
		const { code, stdout, stderr } = await runUnetr(['predict', bundle, mixed, '--out', out, '--json']);
		expect([code, stdout]).toEqual([1, '']);
		expect(stderr).toContain('a_broken.nii.gz');
		expect(stderr).not.toMatch(/\n\s+at /);
		expect(await readdir(out)).toEqual(['b_whole.nii.gz']);
	});

	it('leaves nothing behind when the disk is full', async () => {
		const out = join(folder, 'full');
		const { code, stdout, stderr } = await runUnetr(
			['predict', bundle, join(scans, 'RAS.nii'), '--out', join(out, 'label.nii')],
			{ before: 'ulimit -f 4' },
		);
		expect([code, stdout]).toEqual([1, '']);
		expect(stderr.trimEnd().split('\n')).toHaveLength(1);
		expect(stderr).toContain('label.nii');
		expect(await readdir(out)).toEqual([]);
	});

	it('refuses a bundle whose weights were changed', async () => {
		const broken = join(folder, 'broken');
		await mkdir(broken);
		for (const name of await readdir(bundle)) {
			await writeFile(join(broken, name), await readFile(join(bundle, name)));
		}
		await writeFile(join(broken, 'model.safetensors'), 'not the weights');
		const { code, stderr } = await runUnetr(['predict', broken, scans, '--out', join(folder, 'none')]);
		expect(code).toBe(1);
		expect(stderr).toContain('model.safetensors');
		expect(await readdir(folder)).not.toContain('none');
	});
});

function hasNibabel(): boolean {
	try {
		execFileSync('/usr/bin/python3', ['-c', 'import nibabel'], { stdio: 'ignore' });
		return true;
	} catch {
		return false;
	}
}
