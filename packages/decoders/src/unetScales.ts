/** Powers of two that may follow one another on the way down. */
interface Coarser {
	1: 2 | 4 | 8 | 16 | 32 | 64;
	2: 4 | 8 | 16 | 32 | 64;
	4: 8 | 16 | 32 | 64;
	8: 16 | 32 | 64;
	16: 32 | 64;
	32: 64;
	64: never;
}

type Follows<Fine extends number, Coarse extends number> = Fine extends keyof Coarser
	? Coarse extends keyof Coarser
		? Coarse extends Coarser[Fine]
			? true
			: false
		: true
	: true;

/** Literal scales if each level is coarser than the one before, else `never`; scales beyond the table are let through. */
export type Rising<Scales extends readonly number[]> = Scales extends readonly [
	infer Fine extends number,
	infer Coarse extends number,
	...infer Rest extends readonly number[],
]
	? Follows<Fine, Coarse> extends true
		? Rising<readonly [Coarse, ...Rest]> extends never
			? never
			: Scales
		: never
	: Scales;
