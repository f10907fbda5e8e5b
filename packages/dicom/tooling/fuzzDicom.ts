import { fuzz } from '../src/testing/fuzzCases.ts';

// Reads mutants of the small files under tooling/fixtures: pnpm --filter @unetr/dicom fuzz [count] [seed]

const BATCH = 100_000;
const [count = '1000000', seed = '1'] = process.argv.slice(2);
for (let done = 0, batch = Number(seed); done < Number(count); done += BATCH, batch++) {
	const size = Math.min(BATCH, Number(count) - done);
	const read = await fuzz(size, batch);
	console.log(`seed ${batch}: ${size} mutants, ${read} read, the others refused`);
}
