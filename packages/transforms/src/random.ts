import { TransformsError } from './transformsError.ts';

/** The four 32-bit words of a generator: plain numbers, so that a checkpoint can hold them as JSON. */
export type RandomState = readonly [number, number, number, number];

const UNIT = 2 ** -32;

/**
 * Seeded random numbers: xoshiro128** (Blackman and Vigna 2021, "Scrambled linear pseudorandom number
 * generators", ACM TOMS 47:36), its state filled from the seed by splitmix32.
 */
export class Random {
	#s0 = 0;
	#s1 = 0;
	#s2 = 0;
	#s3 = 0;

	/** @param seed any safe integer */
	constructor(seed: number) {
		if (!Number.isSafeInteger(seed)) {
			throw new TransformsError(`The seed is ${seed}; give an integer such as 0 or 42.`);
		}
		const high = Math.floor(seed / 2 ** 32);
		this.#set([1, 2, 3, 4].map((n) => splitmix32(seed, n) ^ splitmix32(high, n + 4)));
	}

	/** A generator that goes on exactly where the one whose `state` was read stood. */
	static fromState(state: RandomState): Random {
		if (state.length !== 4 || !state.every((word) => word >>> 0 === word) || state.every((w) => w === 0)) {
			throw new TransformsError(
				`The random state [${state.join(', ')}] is not four 32-bit words with one of them non-zero; read it from Random.state.`,
			);
		}
		const random = new Random(0);
		random.#set(state);
		return random;
	}

	/** The state before the next number; `Random.fromState` continues from it bit for bit. */
	get state(): RandomState {
		return [this.#s0 >>> 0, this.#s1 >>> 0, this.#s2 >>> 0, this.#s3 >>> 0];
	}

	/**
	 * A generator of its own for a label such as `step 12`; this one does not advance, so the same state and
	 * label give the same child whatever other children were made.
	 */
	fork(label: string): Random {
		const child = new Random(0);
		child.#set(this.state.map((word, n) => splitmix32(word ^ fnv1a(label, 0x811c9dc5 + n), n + 1)));
		return child;
	}

	/** A uniform 32-bit unsigned integer. */
	uint32(): number {
		const scrambled = Math.imul(this.#s1, 5);
		const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
		const t = this.#s1 << 9;
		this.#s2 ^= this.#s0;
		this.#s3 ^= this.#s1;
		this.#s1 ^= this.#s2;
		this.#s0 ^= this.#s3;
		this.#s2 ^= t;
		this.#s3 = (this.#s3 << 11) | (this.#s3 >>> 21);
		return result;
	}

	/** Uniform in [0, 1), a multiple of 2⁻³². */
	float(): number {
		return this.uint32() * UNIT;
	}

	/** Uniform in [a, b). */
	uniform(a: number, b: number): number {
		return a + (b - a) * this.float();
	}

	/** Standard normal: √(−2 ln u) cos 2πv (Box and Muller 1958), two draws a number. */
	normal(): number {
		const radius = Math.sqrt(-2 * Math.log(1 - this.float()));
		return radius * Math.cos(2 * Math.PI * this.float());
	}

	/** Adds `sigma` × standard normal noise to every value, two values a pair of draws. */
	addNormal(values: Float32Array, sigma: number): void {
		for (let n = 0; n < values.length; n += 2) {
			const radius = sigma * Math.sqrt(-2 * Math.log(1 - this.float()));
			const angle = 2 * Math.PI * this.float();
			values[n] += radius * Math.cos(angle);
			if (n + 1 < values.length) values[n + 1] += radius * Math.sin(angle);
		}
	}

	/** Uniform integer in 0 … n − 1 without bias, 1 ≤ n ≤ 2³². */
	integer(n: number): number {
		if (!Number.isInteger(n) || n < 1 || n > 2 ** 32) {
			throw new TransformsError(`Random.integer(${n}) needs an integer from 1 to 4294967296.`);
		}
		const limit = 2 ** 32 - (2 ** 32 % n);
		for (;;) {
			const draw = this.uint32();
			if (draw < limit) return draw % n;
		}
	}

	/** Shuffles an array in place (Fisher and Yates) and returns it. */
	shuffle<T>(array: T[]): T[] {
		for (let last = array.length - 1; last > 0; last--) {
			const other = this.integer(last + 1);
			[array[last], array[other]] = [array[other], array[last]];
		}
		return array;
	}

	#set(words: readonly number[]): void {
		[this.#s0, this.#s1, this.#s2, this.#s3] = words.map((word) => word | 0);
		if ((this.#s0 | this.#s1 | this.#s2 | this.#s3) === 0) this.#s0 = 1; // the one state that never moves
	}
}

/** The n-th output of splitmix32 from a starting word. */
function splitmix32(start: number, n: number): number {
	let z = (start + Math.imul(n, 0x9e3779b9)) | 0;
	z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
	z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
	return (z ^ (z >>> 15)) >>> 0;
}

/** FNV-1a of a text's UTF-8 bytes, 32 bits, from a basis of one's own. */
function fnv1a(text: string, basis: number): number {
	let hash = basis;
	for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
	return hash >>> 0;
}
