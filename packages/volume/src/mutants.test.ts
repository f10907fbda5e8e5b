import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mutant } from './testing/mutant.ts';
import { hasNibabel, type NibabelImage, tryWithNibabel } from './testing/openWithNibabel.ts';
import { type SeedFormat, seedBytes, seedFiles } from './testing/seedFiles.ts';
import { volumeOrNothing } from './testing/tryMutants.ts';
import type { Volume } from './volume.ts';

const fuzzScript = fileURLToPath(new URL('../tooling/fuzz.ts', import.meta.url));
const FORMATS = ['nifti', 'nrrd', 'metaimage'] as const satisfies readonly SeedFormat[];

describe.each(FORMATS)('%s', (format) => {
	it.each(seedFiles[format])('seed $name is read', async (seed) => {
		expect(await volumeOrNothing(seedBytes(format, seed))).toBeDefined();
	});

	it('reads or refuses 200,000 mutants in its own words', { timeout: 600_000 }, () => {
		// In a process of its own: one that hangs is ended, and the tools of the test do not slow it down.
		const args = ['--max-old-space-size=256', '--conditions=unetr-source', fuzzScript, '200000', '--reader'];
		const printed = execFileSync(process.execPath, [...args, format], { encoding: 'utf8', timeout: 500_000 });
		const { read, refused } = JSON.parse(printed);
		expect(read + refused).toBe(200_000);
		// Damage is told from changes that a header may have.
		expect(read).toBeGreaterThan(25_000);
		expect(refused).toBeGreaterThan(40_000);
	});
});

const growthScript = fileURLToPath(new URL('./testing/growOnMutants.ts', import.meta.url));

it.each(FORMATS)('no mutant of %s needs more than 64 MB', (format) => {
	const args = ['--expose-gc', '--conditions=unetr-source', growthScript, format, '3000'];
	const grownKb = Number(execFileSync(process.execPath, args, { encoding: 'utf8' }));
	// Three times the 600 bytes of a mutant do not count.
	expect(grownKb).toBeLessThan(64_000);
});

describe.skipIf(!hasNibabel())(
	'mutants that nibabel reads too (skipped where python3-nibabel is missing)',
	() => {
		let folder = '';
		beforeAll(async () => {
			folder = await mkdtemp(join(tmpdir(), 'unetr-mutants-'));
		});
		afterAll(() => rm(folder, { recursive: true }));

		const MM: Readonly<Record<string, number>> = { meter: 1000, micron: 0.001 };

		it('have the shape, affine and voxels that it reads', async () => {
			const volumes: [number, Volume][] = [];
			const paths: string[] = [];
			for (let n = 1; n <= 3000; n++) {
				const bytes = mutant('nifti', n);
				const volume = await volumeOrNothing(bytes);
				if (volume === undefined) continue;
				volumes.push([n, volume]);
				paths.push(join(folder, `${n}.nii${bytes[0] === 0x1f ? '.gz' : ''}`));
				await writeFile(paths.at(-1)!, bytes);
			}
			let compared = 0;
			for (const [at, image] of tryWithNibabel(paths).entries()) {
				if (image === undefined) continue;
				const [n, volume] = volumes[at];
				expect([n, differences(volume, image)]).toEqual([n, []]);
				compared++;
			}
			expect(compared).toBeGreaterThan(1500);
		});

		function differences(volume: Volume, image: NibabelImage): string[] {
			const found: string[] = [];
			const [i, j = 1, k = 1, ...rest] = image.shape;
			const channels = rest.reduce((product, size) => product * size, 1);
			if ([i, j, k, channels].join() !== [...volume.shape, volume.channels].join()) found.push('shape');
			const mm = MM[image.units] ?? 1;
			for (const [row, values] of image.affine.entries()) {
				// Without sform and qform nibabel centres the grid and turns x over, which the standard does not ask for.
				if (volume.header.affineSource === 'pixdim' || row === 3) continue;
				for (const [column, value] of values.entries()) {
					const allowed = 1e-5 * Math.max(1, Math.abs(value * mm));
					if (!(Math.abs(volume.affine[row][column] - value * mm) <= allowed))
						found.push(`affine ${row} ${column}`);
				}
			}
			// At an offset of 0 nibabel takes the header itself for voxels.
			if (image.voxelOffset === 0) return found;
			const { voxels } = volume;
			const same = (a: number, b: number): boolean =>
				Object.is(a, b) || Math.abs(a - b) <= 2 ** -20 * Math.abs(b) + 2 ** -149 || a === Math.fround(b);
			if (!voxels.every((value, at) => same(value, image.values[at]))) found.push('voxels');
			return found;
		}
	},
);
