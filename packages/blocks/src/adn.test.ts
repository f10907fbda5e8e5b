import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { adn, isAdnOrdering } from './adn.ts';
import { BlockError } from './blockError.ts';

const config = { act: 'relu', norm: 'instance', seedOf: () => 1 } as const;
const input = (): tf.SymbolicTensor => tf.input({ shape: [2, 2, 2, 2] });

function layersOf(adnOrdering: string, dropout: number): string[] {
	const x = input();
	const model = tf.model({ inputs: x, outputs: adn(x, 'unit.adn', { ...config, adnOrdering, dropout }) });
	return model.layers.slice(1).map(({ name }) => name);
}

describe('activation, dropout and norm', () => {
	it('come in the order of the letters', () => {
		expect(layersOf('NDA', 0.1)).toEqual(['unit.adn.N', 'unit.adn.D', 'unit.adn.A']);
		expect(layersOf('AND', 0.1)).toEqual(['unit.adn.A', 'unit.adn.N', 'unit.adn.D']);
	});
	it('are left out where their letter is, and dropout where nothing is dropped', () => {
		expect(layersOf('ADN', 0)).toEqual(['unit.adn.A', 'unit.adn.N']);
		expect(layersOf('N', 0.1)).toEqual(['unit.adn.N']);
	});
	it('are one layer where a rectifier follows an instance norm', () => {
		expect(layersOf('NDA', 0)).toEqual(['unit.adn.N']);
		expect(layersOf('AND', 0)).toEqual(['unit.adn.A', 'unit.adn.N']);
	});
	it('compute in that order', () => {
		const values = tf.tensor([-3, -1, 1, 3, -3, -1, 1, 3], [1, 2, 2, 2, 1]);
		const run = (adnOrdering: string): number[] => {
			const x = tf.input({ shape: [2, 2, 2, 1] });
			const model = tf.model({ inputs: x, outputs: adn(x, 'unit.adn', { ...config, adnOrdering }) });
			return [...(model.predict(values) as tf.Tensor).dataSync().slice(0, 4)];
		};
		const close = (found: number[], expected: number[]): void =>
			found.forEach((value, at) => {
				expect(value).toBeCloseTo(expected[at]!, 4);
			});
		// Mean 0, deviation √5; after the rectifier mean 1, deviation √1.5.
		close(run('NA'), [0, 0, 1 / Math.sqrt(5), 3 / Math.sqrt(5)]);
		close(run('AN'), [-1 / Math.sqrt(1.5), -1 / Math.sqrt(1.5), 0, 2 / Math.sqrt(1.5)]);
	});
	it('take no other order', () => {
		for (const text of ['', 'NN', 'nda', 'NDAX', 3, null]) expect(isAdnOrdering(text)).toBe(false);
		expect(() => adn(input(), 'unit.adn', { ...config, adnOrdering: 'XA' })).toThrow(BlockError);
	});
});
