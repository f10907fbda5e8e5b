/**
 * Reads mutants of small volume files: `node --conditions=unetr-source tooling/fuzz.ts [count] [first]`, ten million of
 * all formats together by default. Every one must be read or refused in our own words; the first that is neither is
 * named. The n-th mutant is the same on every machine.
 */
import { tryMutants } from '../src/testing/tryMutants.ts';

const FORMATS = ['nifti', 'nrrd', 'metaimage'] as const;
const STEP = 10_000;
const total = Number(process.argv[2] ?? 10_000_000);
const start = Number(process.argv[3] ?? 1);

for (const format of FORMATS) {
	const end = start + Math.ceil(total / FORMATS.length);
	let read = 0;
	for (let first = start; first < end; first += STEP) {
		const count = Math.min(STEP, end - first);
		read += (await tryMutants(format, first, count)).read;
		const memoryMb = Math.round(process.resourceUsage().maxRSS / 1000);
		process.stderr.write(
			`\r${format}: ${first + count - start} mutants, ${read} read, ${memoryMb} MB at most `,
		);
	}
	process.stderr.write('\n');
}
