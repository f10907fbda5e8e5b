import { describe, expect, it } from 'vitest';
import { uniqueUids } from './uniqueUids.ts';

const take = (seed?: number): string[] => Array.from({ length: 500 }, uniqueUids(seed));

describe('uniqueUids', () => {
	it.each([[undefined], [0], [7]])('makes valid UIDs of UUIDs of version 4, none twice (seed %s)', (seed) => {
		const uids = take(seed);
		expect(new Set(uids).size).toBe(500);
		for (const uid of uids) {
			expect(uid).toMatch(/^2\.25\.[1-9]\d{0,38}$/);
			const hex = BigInt(uid.slice(5)).toString(16).padStart(32, '0');
			expect(hex[12]).toBe('4');
			expect(hex[16]).toMatch(/[89ab]/);
		}
	});

	it('repeats itself for a seed, and for nothing else', () => {
		expect(take(3)).toEqual(take(3));
		expect(new Set([...take(3), ...take(4), ...take(), ...take()]).size).toBe(2000);
	});
});
