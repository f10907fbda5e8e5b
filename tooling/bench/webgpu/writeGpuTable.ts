/** Puts the saved run of `pnpm bench webgpu` into the package's README: `node writeGpuTable.ts`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type GpuRecord, withGpuTable } from './gpuTable.ts';

const record = JSON.parse(
	readFileSync(join(import.meta.dirname, '../results/webgpu.json'), 'utf8'),
) as GpuRecord;
const readme = join(import.meta.dirname, '../../../packages/backend-webgpu/README.md');
writeFileSync(readme, withGpuTable(readFileSync(readme, 'utf8'), record));
