import { fileURLToPath } from 'node:url';
import { type BundledPage, bundlePage, chromiumPath, inChromium, maxAbsOverMax } from 'unetr-testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TrainedSteps, trainSteps } from './testing/trainSteps.ts';

const entry = fileURLToPath(new URL('./testing/trainingPage.ts', import.meta.url));

/* Built packages, bundled as an application bundles them; tfjs's own kernels in Node say what must come out. */
describe.skipIf(!chromiumPath())('the simd backend in Chromium (needs chromium)', () => {
	let page: BundledPage;
	let expected: TrainedSteps;
	beforeAll(async () => {
		page = await bundlePage(entry);
		expected = await trainSteps('cpu');
	}, 120_000);
	afterAll(() => page.close());

	const places = [
		{ isolated: true, call: 'trainInWorker({ threads: 2 })', threads: '2 threads' },
		{ isolated: true, call: 'trainInWorker({ threads: 1 })', threads: '1 thread' },
		{
			isolated: false,
			call: 'trainInWorker({})',
			threads: '1 thread (the page is not cross-origin isolated: no shared memory)',
		},
		{ isolated: true, call: 'trainSteps({ threads: 2 })', threads: '2 threads' },
	];

	it.each(places)('trains and infers: $call, isolated $isolated', async ({ isolated, call, threads }) => {
		const trained = await inChromium(page.folder, { isolated }, (opened) =>
			opened.evaluate<TrainedSteps>(call),
		);
		expect(trained.description).toBe(`WebAssembly relaxed SIMD, ${threads}`);
		expect(trained.losses).toHaveLength(4);
		expect(maxAbsOverMax(trained.losses, expected.losses)).toBeLessThan(2e-6);
		expect(maxAbsOverMax(trained.logits, expected.logits)).toBeLessThan(2e-5);
	});
});
