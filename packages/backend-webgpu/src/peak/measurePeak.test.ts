import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { failOnGpuErrors, hasGpu, useSoftwareGpu } from '../testing/softwareGpu.ts';
import { measurePeak } from './measurePeak.ts';

describe.skipIf(!hasGpu)('measurePeak', () => {
	failOnGpuErrors();

	it('finds rates that are there, and leaves no tensor', async () => {
		const backend = await useSoftwareGpu();
		const before = tf.memory().numTensors;
		const { gigaflops, gigabytesPerSecond } = await measurePeak(backend);
		expect(gigaflops).toBeGreaterThan(0);
		expect(gigaflops).toBeLessThan(1e6);
		expect(gigabytesPerSecond).toBeGreaterThan(0);
		expect(gigabytesPerSecond).toBeLessThan(1e5);
		expect(tf.memory().numTensors).toBe(before);
	});
});
