import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { metricNames, metricRoster } from './measure/metricRoster.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const rows = new Map(
	[...readme.matchAll(/^\| `(\w+)` \|(.*)\|$/gm)].map(([, name, rest]) => [
		name,
		rest
			.replaceAll('\\|', '¦')
			.split('|')
			.map((cell) => cell.trim()),
	]),
);

describe('the table of metrics in the README', () => {
	for (const name of metricNames) {
		it(`says of ${name} what it is, its unit and range, and what an empty mask gives`, () => {
			const [definition, unit, range, empty, source, ...more] = rows.get(name) ?? [];
			expect(more).toEqual([]);
			expect(definition.length).toBeGreaterThan(5);
			expect(unit).toBe(metricRoster[name].unit || '–');
			expect(range).toMatch(new RegExp(`${metricRoster[name].better}`));
			expect(empty.length).toBeGreaterThan(0);
			expect(source).toMatch(/\w{2}/);
		});
	}
});
