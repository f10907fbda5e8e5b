/** Products of the powers of two that strides are made of. */
interface Products {
	2: { 2: 4; 4: 8; 8: 16; 16: 32; 32: 64 };
	4: { 2: 8; 4: 16; 8: 32; 16: 64 };
	8: { 2: 16; 4: 32; 8: 64 };
	16: { 2: 32; 4: 64 };
	32: { 2: 64 };
}

type Times<A extends number, B extends number> = A extends 1
	? B
	: B extends 1
		? A
		: A extends keyof Products
			? B extends keyof Products[A]
				? Extract<Products[A][B], number>
				: number
			: number;

/** Scales of the levels that follow from strides: [1, 2, 2] gives [1, 2, 4]; wide where a stride is not literal. */
export type Cumulated<
	Strides extends readonly number[],
	Scale extends number = 1,
> = number extends Strides['length']
	? readonly number[]
	: Strides extends readonly [infer First extends number, ...infer Rest extends readonly number[]]
		? readonly [Times<Scale, First>, ...Cumulated<Rest, Times<Scale, First>>]
		: readonly [];

/**
 * What a decoder asks of a pyramid beyond its type: nothing where a scale is not known at compile time; where
 * all are, that they are among `Allowed`, else a property that no pyramid has, whose name tells what fits.
 */
export type Fits<
	Scales extends readonly number[],
	Allowed extends readonly number[],
	Need extends string,
> = number extends Scales['length']
	? unknown
	: number extends Scales[number]
		? unknown
		: Scales extends Allowed
			? unknown
			: Readonly<Record<Need, never>>;
