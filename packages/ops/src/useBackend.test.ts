import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { OpError, useBackend } from './index.ts';

describe('useBackend', () => {
	it('makes a registered backend the current one', async () => {
		await useBackend('cpu');
		expect(tf.getBackend()).toBe('cpu');
	});

	it('names a backend that nobody registered, and what to do', async () => {
		await expect(useBackend('abacus')).rejects.toThrow(OpError);
		await expect(useBackend('abacus')).rejects.toThrow(
			"backend 'abacus' is not registered: import the package",
		);
	});

	it('refuses options that a backend would ignore', async () => {
		await expect(useBackend('cpu', { threads: 2 })).rejects.toThrow(
			"backend 'cpu' takes no options, but got threads",
		);
	});
});
