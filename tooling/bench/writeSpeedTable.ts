/** Puts the figures of a saved run into the README: `node writeSpeedTable.ts`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BenchRecord, speedTable, withSpeedTable } from './speedTable.ts';

const record = JSON.parse(
	readFileSync(join(import.meta.dirname, 'results/networks.json'), 'utf8'),
) as BenchRecord;
const readme = join(import.meta.dirname, '../../README.md');
writeFileSync(readme, withSpeedTable(readFileSync(readme, 'utf8'), speedTable(record)));
