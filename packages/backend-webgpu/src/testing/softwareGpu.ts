import * as tf from '@tensorflow/tfjs';
import { useBackend } from '@unetr/ops';
import { chooseSoftwareGpu } from 'unetr-testkit';
import { afterEach, type TestContext } from 'vitest';
import type { WebGpuBackend } from '../backend/webGpuBackend.ts';
import { startNodeGpu } from '../device/startNodeGpu.ts';
import '../index.ts';

/** Whether there is a software GPU; where not, tests skip, except under CI. */
export const hasGpu: boolean = chooseSoftwareGpu();

/** Makes `webgpu` on the software GPU the current backend. */
export async function useSoftwareGpu(): Promise<WebGpuBackend> {
	await startNodeGpu();
	await useBackend('webgpu');
	return tf.backend() as WebGpuBackend;
}

/** After each test of a file, whatever the device refused fails that test. */
export function failOnGpuErrors(): void {
	afterEach(async (_context: TestContext) => {
		if (tf.getBackend() === 'webgpu') await (tf.backend() as WebGpuBackend).finish();
	});
}
