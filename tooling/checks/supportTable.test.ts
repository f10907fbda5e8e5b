import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { opNames, rosters } from './rosters.ts';
import { supportTable, withSupportTable } from './supportTable.ts';
import { workspaceRoot } from './workspace.ts';

describe('supportTable', () => {
	it('tells a kernel from a fallback and its reason', () => {
		const table = supportTable(['b', 'a', 'c'], { one: { a: () => [], b: { fallback: 'too rare' } } });
		expect(table.split('\n')).toEqual([
			'| op | any tfjs backend | `one` |',
			'|---|---|---|',
			'| `a` | reference | **kernel** |',
			'| `b` | reference | reference: too rare |',
			'| `c` | reference | reference |',
		]);
	});

	it('refuses a text without its marks', () => {
		expect(() => withSupportTable('# a', 'b')).toThrow('needs the lines');
	});

	it('stands in the README as the rosters are now (`pnpm support-table` writes it)', () => {
		const readme = readFileSync(join(workspaceRoot, 'README.md'), 'utf8');
		expect(withSupportTable(readme, supportTable(opNames, rosters))).toBe(readme);
	});
});
