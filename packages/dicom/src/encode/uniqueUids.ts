/** Makes one new UID after another. */
export type UidSource = () => string;

/**
 * UIDs of the form 2.25.<UUID as a decimal number> (PS3.5 annex B.2), which need no registered root.
 * @param seed the same UIDs again for the same seed: for tests; random ones without
 */
export function uniqueUids(seed?: number): UidSource {
	const next = seed === undefined ? randomWords : seededWords(seed);
	return () => {
		const words = next();
		// A UUID of version 4, variant 1.
		words[1] = (words[1]! & 0xffff0fff) | 0x4000;
		words[2] = (words[2]! & 0x3fffffff) | 0x80000000;
		return `2.25.${words.reduce((number, word) => (number << 32n) | BigInt(word), 0n)}`;
	};
}

function randomWords(): Uint32Array {
	return crypto.getRandomValues(new Uint32Array(4));
}

/** 32-bit words by a counter mixed twice (the finaliser of MurmurHash3). */
function seededWords(seed: number): () => Uint32Array {
	let counter = seed >>> 0;
	return () =>
		new Uint32Array(4).map(() => {
			counter = (counter + 0x9e3779b9) >>> 0;
			let word = Math.imul(counter ^ (counter >>> 16), 0x85ebca6b);
			word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
			return word ^ (word >>> 16);
		});
}
