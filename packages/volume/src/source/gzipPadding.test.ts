import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readVolume } from '../readVolume.ts';
import { niftiFixture, ramp } from '../testing/niftiFixture.ts';
import { concatenate } from './concatenate.ts';

const browser = vi.hoisted(() => ({ pretend: false }));
vi.mock('./nodeFiles.ts', async (importOriginal) => {
	const original = await importOriginal<typeof import('./nodeFiles.ts')>();
	return { ...original, isNode: () => !browser.pretend };
});
afterEach(() => {
	browser.pretend = false;
});

const packed = gzipSync(niftiFixture());

describe.each([false, true])('behind the last member of gzip, as in a browser: %s', (pretend) => {
	it.each([4, 5, 8, 9, 1000])('%i zeros are padding', async (zeros) => {
		browser.pretend = pretend;
		const padded = concatenate([packed, new Uint8Array(zeros)]);
		expect([...(await readVolume(padded)).voxels]).toEqual(ramp(24));
	});

	it.each([[[7]], [[0, 0, 0, 0, 0, 7]], [[0x1f]], [Array(600).fill(1)]])(
		'anything else is refused: %j',
		async (junk) => {
			browser.pretend = pretend;
			const reading = readVolume(concatenate([packed, Uint8Array.from(junk)]));
			await expect(reading).rejects.toThrow(/gzip stream/);
		},
	);
});
