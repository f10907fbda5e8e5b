import { describe, expect, it } from 'vitest';
import { type SeedFormat, seedBytes, seedFiles } from './testing/seedFiles.ts';
import { tryMutants, volumeOrNothing } from './testing/tryMutants.ts';

const FORMATS = ['nifti', 'nrrd', 'metaimage'] as const satisfies readonly SeedFormat[];

describe.each(FORMATS)('%s', (format) => {
	it.each(seedFiles[format])('seed $name is read', async (seed) => {
		expect(await volumeOrNothing(seedBytes(format, seed))).toBeDefined();
	});

	it('reads or refuses 67,000 mutants in its own words', { timeout: 600_000 }, async () => {
		const { read, refused } = await tryMutants(format, 1, 67_000);
		// Damage is told from changes that a header may have.
		expect(read).toBeGreaterThan(5000);
		expect(refused).toBeGreaterThan(15_000);
	});
});
