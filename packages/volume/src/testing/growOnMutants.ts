import { peakKb } from 'unetr-testkit/peakKb';
import type { SeedFormat } from './seedFiles.ts';
import { tryMutant } from './tryMutants.ts';

// Runs in a process of its own, `node --expose-gc growOnMutants.ts <format> <count>`: gives garbage back again and again
// while it reads mutants, and prints by how many kB its largest size grew.

const format = process.argv[2] as SeedFormat;
for (let n = 1; n <= 50; n++) await tryMutant(format, n);
globalThis.gc!();
const before = peakKb();
for (let n = 51; n <= Number(process.argv[3]); n++) {
	await tryMutant(format, n);
	if (n % 20 === 0) globalThis.gc!();
}
console.log(peakKb() - before);
