/**
 * Reads mutants of small volume files: `pnpm --filter @unetr/volume fuzz [count of each format] [--reader nifti]
 * [--first n] [--resume file]`. Every one must be read or refused in our own words; the first that is neither is named.
 */
import { fuzzReaders } from 'unetr-testkit';
import { tryMutant } from '../src/testing/tryMutants.ts';

await fuzzReaders({
	nifti: (n) => tryMutant('nifti', n),
	nrrd: (n) => tryMutant('nrrd', n),
	metaimage: (n) => tryMutant('metaimage', n),
});
