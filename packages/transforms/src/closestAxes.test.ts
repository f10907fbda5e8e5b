import type { Affine } from '@unetr/volume';
import { describe, expect, it } from 'vitest';
import { closestAxes, parseAxisCodes } from './closestAxes.ts';

const rows = (x: number[], y: number[], z: number[]): Affine =>
	[
		[...x, 0],
		[...y, 0],
		[...z, 0],
		[0, 0, 0, 1],
	] as unknown as Affine;

describe('closestAxes', () => {
	it('takes axes from the closest rotation, so that a sheared axis does not take the place of a straight one', () => {
		// j is sheared so far towards x that x is its largest component; the i axis has x to itself
		const sheared = rows([1, 2, 0], [0, 1, 0], [0, 0, 1]);
		expect(closestAxes(sheared)).toEqual({ world: [0, 1, 2], sign: [1, 1, 1] });
	});

	it('takes each world axis once, just beyond 45° too', () => {
		const [c, s] = [Math.cos(0.8), Math.sin(0.8)];
		expect(closestAxes(rows([c, -s, 0], [s, c, 0], [0, 0, -5]))).toEqual({
			world: [1, 0, 2],
			sign: [1, -1, -1],
		});
		const [d, t] = [Math.cos(0.77), Math.sin(0.77)];
		expect(closestAxes(rows([d, -t, 0], [t, d, 0], [0, 0, -5]))).toEqual({
			world: [0, 1, 2],
			sign: [1, 1, -1],
		});
	});

	it('refuses an affine without three axes', () => {
		expect(() => closestAxes(rows([1, 1, 0], [0, 0, 0], [0, 0, 1]))).toThrow('[1, 1, 0, 0] [0, 0, 0, 0]');
		expect(() => closestAxes(rows([0, 0, 0], [0, 1, 0], [0, 0, 1]))).toThrow('is singular');
	});
});

describe('parseAxisCodes', () => {
	it('reads letters as the direction in which an axis grows', () => {
		expect(parseAxisCodes('PIR')).toEqual({ world: [1, 2, 0], sign: [-1, -1, 1] });
		for (const codes of ['', 'RA', 'RASS', 'RAL', 'XYZ']) {
			expect(() => parseAxisCodes(codes)).toThrow('is no orientation');
		}
	});
});
