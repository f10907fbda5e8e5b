/** Puts results/kernels.json, which writeKernels.ts writes, into the package's README: `node writeKernelTable.ts`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type KernelRecord, withKernelTable } from './kernelTable.ts';

const record = JSON.parse(
	readFileSync(join(import.meta.dirname, '../../results/kernels.json'), 'utf8'),
) as KernelRecord;
const readme = join(import.meta.dirname, '../../../../packages/backend-webgpu/README.md');
writeFileSync(readme, withKernelTable(readFileSync(readme, 'utf8'), record));
