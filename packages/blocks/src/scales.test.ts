import * as tf from '@tensorflow/tfjs';
import { describe, expectTypeOf, it } from 'vitest';
import { type FeaturePyramid, featurePyramid } from './featurePyramid.ts';
import type { Cumulated, Fits } from './scales.ts';

type Halvings = readonly [2, 4, 8];

/** A decoder that takes three levels, each half as fine as the one before. */
function decode<Scales extends readonly number[]>(
	pyramid: FeaturePyramid<Scales> & Fits<Scales, Halvings, 'takes scales 2, 4, 8'>,
): number {
	return pyramid.levels.length;
}

const image = tf.input({ shape: [8, 8, 8, 1] });
const levels = [4, 2, 1].map((extent) => tf.input({ shape: [extent, extent, extent, 2] }));

describe('scales are known at compile time where strides are literal', () => {
	it('as products of the strides', () => {
		expectTypeOf<Cumulated<readonly [1, 2, 2, 2]>>().toEqualTypeOf<readonly [1, 2, 4, 8]>();
		expectTypeOf<Cumulated<readonly [4, 2, 2, 2]>>().toEqualTypeOf<readonly [4, 8, 16, 32]>();
		expectTypeOf<Cumulated<readonly number[]>>().toEqualTypeOf<readonly number[]>();
	});
	it('and a pyramid that does not fit a decoder is refused by the compiler', () => {
		decode(featurePyramid<readonly [2, 4, 8]>(image, levels));
		// @ts-expect-error the last level is too coarse
		decode(featurePyramid<readonly [2, 4, 16]>(image, levels));
		// @ts-expect-error there is a level too few
		decode(featurePyramid<readonly [2, 4]>(image, levels));
	});
	it('while one of unknown scales is left to the build', () => {
		decode(featurePyramid(image, levels));
	});
});
