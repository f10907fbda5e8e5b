import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { opNames, rosters } from './rosters.ts';
import { supportTable, withSupportTable } from './supportTable.ts';
import { workspaceRoot } from './workspace.ts';

const readme = join(workspaceRoot, 'README.md');
writeFileSync(readme, withSupportTable(readFileSync(readme, 'utf8'), supportTable(opNames, rosters)));
