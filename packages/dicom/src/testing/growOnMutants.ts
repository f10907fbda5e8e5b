import { growthKb } from 'unetr-testkit/growthKb';
import { tryImage } from './fuzzCases.ts';
import { trySegmentation } from './segmentationCases.ts';

// Runs in a process of its own, `node --expose-gc growOnMutants.ts <reader> <count>`, and prints by how many kB it grew.

const tryMutant = process.argv[2] === 'image' ? tryImage : trySegmentation;
console.log(await growthKb(tryMutant, Number(process.argv[3])));
