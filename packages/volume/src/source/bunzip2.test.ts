import { describe, expect, it } from 'vitest';
import { bunzip2 } from './bunzip2.ts';
import { concatenate } from './concatenate.ts';

/** What Python's bz2 made of the contents below. */
const PACKED: Readonly<Record<string, string>> = {
	empty: 'QlpoORdyRThQkAAAAAA=',
	noise:
		'QlpoOTFBWSZTWQUOuB4AAHx///Muqb/uMbm/v+u//9/q/21jx/538/1zm9uWmv3/GYu4sAD7MSAADRoAAaAABtQNHqB6nqAGhoGmgANAADQ0ANB6j1D1AZAbUaZPUfqn6p6elEA0NGhkyGhpo00aNGgyaGAmTIBkADQ0aZMCNNNDEYRk9QyDTRoDRkaaaaDIDBxGTRpppoNBoaA0NMgaGmEyA00YhghkMTTTEYEbUyMCAAGT0IyNAAAABAOxl84N3xaMEiIvjL8dbqWoB+eqGCHvHyNq+BDgLQ4xjKGerxHNbDDLAUe7pm+M4sPgvxxyQJygpblJVxVTcxovzYLG4FOwyXuhBKnR+TmvRRlkVnDjuBnYfLBHbRCyKRvO9A+YZUAY9lWlg5xUX318yNbAffv0U3XoFqtOL4Lst07IEFc/YXQCmDNTPFJTjQxPgu4rvBQZAvkfoxtGBahcn6hi/u9GjhaiQPssiCYVnur+2BjWVfjaPwYUBxb+xwJCbHlpV8ut8TsnzY57RrCUJqHCOQgYAOrTq/1GD6ipwcSj8PVUGzdKTAhGO18whqtxwbZAhEgixz0k/7qhYVY0Ly059WgJWsQkC7kinChIAodcDwA=',
	zeros: 'QlpoMTFBWSZTWXnTnkgAB6jAQMAAAAIACCAAMMwJqmmVJDapSQ8XckU4UJB5055I',
	runs: 'QlpoOTFBWSZTWShtJZQAAAZ/////////////////////////////////////////////0AOcAOAAGkmmJiYAIwTJkYmAmTTAmTJhGmAmAIwAmQMAIxGEaYmmjRgJpgAAAABNGJgAE00DTBMRpkxMI03/qqJMABMAATAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABT//1VVAH//qqqH//qqqAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA0AAAAAAADSnjVVTzfqn6pUyNGQMRoZPUNAGIwE000BpoNNDAgAYmQNGAmQNAxGmjTCAADBGgGgAYRoaGg0GEDQ00BkMEmAAmAAJgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB/1AocsHegVj1TB6oLQjVa1aFQoDUlqglBpMHhasI5pMDTWkEcwwMrARzTYGosBHMsDs6wEcywNaWAjmWBrawEcywO0LARzLA7SsBHMsDXFgI5lgdqWAjmWB2tYCOZYGurARzLA15YCOZYHbFgI5lgdtWAjmWB25YCOZYHb1gI5lgdwWAjmWBr6wEcywNgWAjmWBsKwEcywO4rARzLA7ksBHMsDYlgI5lgdzWAjmWB3RYCOZYHdVgI5lgbGsBHMsDZFgI5lgd2WAjmWBrFgI5lgaxYCOZYHd1gI5lgd4WAjmWB3laICOZYWWiAjPLDeqICM8sN7ophGeWG+USjb7TSpv1NKm/wlTgKSTwNJKlmpJZulnCWcpZ0lnaWeJZ6lnyWfpaAloKWhJaGloiWipaMlo6WkJaSlpSWlpaYlpqWnJaelqCWopaklqaWqJaqlqyWrpawlrKWtJa2lriWupa8lr6WwJbClsSWxpbIlsqWzJbOltCW0pbUltaW2JbaltyW3pbgluKW5JbmluiW6pbslu6W8JbylvSW9pb4lvqW/Jb+lwCXApcElwaXCJcKlwyXDpcQlxKXFJcWlxiXGpcclx6XIJcilySXJpcolyqXLJculzCXMpc0lzaXOJc6lzyXPpdAl0KXRJdGl0iXSpdMl06XUJdSl1SXVpdYl1qXXJdel2CXYpdkl2aXaJdql2yXbpdwl3KXdJd2l3iXepd8l36XgJeCl4SXhpeIl4qXjJeOl5CXkpeUl5aXmJeal5yXnpegl6KXpJemlgEvUS9VL1kvXS9hL2UvaS9tL3EvdS95L30vgS+FL4kvjS+RL5UvmS+dL6EvpS+pL60vsS+1L7kvvS/BL8UvyS/NL9Ev1S/ZL90v4S/lL+ksAl/aX+IU7oAAAAAAAAAAAAAAAAAAAAAASN+mZqZzmhnGZmb5oZt/4u5IpwoSBQ2kso',
	streams:
		'QlpoOTFBWSZTWWcOD4IAAAERgEAEASAcACAAMQwAxMItzl3i7kinChIM4cHwQEJaaDkxQVkmU1kmigI0AAACgYAOAYgAIAAiGGgwBwKYXckU4UJAmigI0A==',
	blocks:
		'QlpoMTFBWSZTWVaEt2YAnDgRgEAAG2m2wDAAtpFMABNBNVQE0yemoFKoAAPgqhXQqhXAqhWRVAzqCo4qCo4qCoxqCKwKoV6KoV2KoVkVQrIqhWBVCuRVCsCFRtjUFR9UFR8qCo/MUFZJlNZZGFLHgBOHBGAQAAbabbAMAC2kUwAE0E1VCYIemgUqgAA5FUK6FUK3FUKyKoGdQVHFQVHFQVGNQRWmBVCvBVCvoqhWRVCsiqFYFUK5FUKwAqMKgqPqgqPlQVH5igrJMprO4Z2ncAERpIwCAADbTbYBgAXAUwAE0KYACaBSqmho9RtT9U9KFRmlCo5UKjiQqPChUaUKjUhUcVCo3IVH5QqPihUYoVGKFRtQqOVCo2oVHaQqMUKjChUfxdyRThQkE7j/0sA=',
	skewed:
		'QlpoOTFBWSZTWdMlCT8AALfAAH8AQAHdpEgIYAantTFCGAGp40kOA1IFVegbmojqxSXKKTur57SosBbUOxu40C+JoGcrxR3idCtSug9o+fELRQEXupbxrw3kyD7R5VyuzKcW7uPWKZcwUNkCm1LTpcbQ1biebKa20TCoSOcyvLQQM7qrdraN02lZHbJbH7dlconDmtPda1bHzmfJ0FMt584jvAKzNj1EcKKvqKSdyyGr0yeWOnLWrim5q7pyq4nags7ucNKORsBjsrTMnJnpdcdyJByLukx6UaLwsZ6xrYDKwYK8wj4ytjmu7Lcm7e2oJp0VbTsquNNTdoSIIhORPlag6V+7qcpVjTM6Tquxb4jV7NIxLm3Q9yoczlV0zfpNINi2fxdyRThQkNMlCT8=',
};

/** Bytes below a limit from a linear congruential generator. */
function noise(count: number, limit: number): Uint8Array {
	let state = 1n;
	return Uint8Array.from({ length: count }, () => {
		state = (state * 1103515245n + 12345n) & 0x7fffffffn;
		return Number((state >> 16n) % BigInt(limit));
	});
}

const text = (content: string): Uint8Array => new TextEncoder().encode(content);

const CONTENTS: Readonly<Record<string, Uint8Array>> = {
	empty: new Uint8Array(0),
	noise: noise(300, 256),
	zeros: new Uint8Array(1_000_000),
	runs: concatenate(Array.from({ length: 299 }, (_, n) => new Uint8Array(n + 1).fill((n + 1) % 256))),
	streams: text('first, second'),
	blocks: text('the quick brown fox '.repeat(12500)),
	skewed: noise(700, 7),
};

async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
	for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100);
}

async function inflate(bytes: Uint8Array): Promise<Uint8Array> {
	const parts: Uint8Array[] = [];
	for await (const part of bunzip2(inPieces(bytes))) parts.push(part);
	return concatenate(parts);
}

describe('bunzip2', () => {
	it.each(Object.keys(PACKED))('inflates %s', async (name) => {
		const inflated = await inflate(Buffer.from(PACKED[name], 'base64'));
		expect(Buffer.from(inflated).equals(CONTENTS[name])).toBe(true);
	});

	it('refuses every cut and every changed bit, or finds nothing changed', async () => {
		for (const name of ['skewed', 'streams', 'runs']) {
			const packed = Buffer.from(PACKED[name], 'base64');
			// The second stream of two is whole by itself.
			const cuts = name === 'streams' ? [1, 20, packed.length - 1] : packed.keys();
			for (const end of cuts) await expect(inflate(packed.subarray(0, end))).rejects.toThrow();
			for (let bit = 0; bit < 8 * packed.length; bit += 7) {
				const changed = Uint8Array.from(packed);
				changed[bit >> 3] ^= 1 << (bit & 7);
				// Some bits say nothing: the level, padding, tables that no group chooses.
				const inflated = await inflate(changed).catch(() => undefined);
				if (inflated !== undefined) expect(Buffer.from(inflated).equals(CONTENTS[name])).toBe(true);
			}
		}
	});
});
