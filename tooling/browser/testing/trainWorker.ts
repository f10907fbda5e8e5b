import type { SimdOptions } from '@unetr/backend-simd';
import { trainSteps } from './trainSteps.ts';

globalThis.onmessage = async ({ data }: MessageEvent<SimdOptions>) => {
	try {
		globalThis.postMessage({ trained: await trainSteps(data) });
	} catch (error) {
		globalThis.postMessage({ failed: (error as Error).stack });
	}
};
