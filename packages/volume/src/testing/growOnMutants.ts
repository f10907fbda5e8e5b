import { growthKb } from 'unetr-testkit/growthKb';
import type { SeedFormat } from './seedFiles.ts';
import { tryMutant } from './tryMutants.ts';

// Runs in a process of its own, `node --expose-gc growOnMutants.ts <format> <count>`, and prints by how many kB it grew.

const format = process.argv[2] as SeedFormat;
console.log(await growthKb((n) => tryMutant(format, n), Number(process.argv[3])));
