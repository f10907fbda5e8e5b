import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readVolume } from './readVolume.ts';
import { int16Bytes, niftiFixture, ramp } from './testing/niftiFixture.ts';
import { seedBytes, seedFiles } from './testing/seedFiles.ts';
import { VolumeError } from './volumeError.ts';

const BYTES = 24 * 2;
const sources = { plain: niftiFixture(), packed: gzipSync(niftiFixture()) };

describe.each(Object.entries(sources))('readVolume of a %s file into memory at hand', (_, bytes) => {
	it('puts the voxels at its beginning and leaves the rest', async () => {
		const into = new ArrayBuffer(BYTES + 8);
		new Uint8Array(into).fill(0xee);
		const { voxels } = await readVolume(bytes, { into });
		expect([...voxels]).toEqual(ramp(24));
		expect([voxels.buffer, voxels.byteOffset]).toEqual([into, 0]);
		expect([...new Uint8Array(into, BYTES)]).toEqual(Array(8).fill(0xee));
	});

	it('takes new memory where there is no room', async () => {
		const into = new ArrayBuffer(BYTES - 1);
		const { voxels } = await readVolume(bytes, { into });
		expect([...voxels]).toEqual(ramp(24));
		expect(voxels.buffer).not.toBe(into);
	});

	it('reads one volume after another', async () => {
		const into = new ArrayBuffer(BYTES);
		const first = await readVolume(bytes, { into });
		const other = await readVolume(niftiFixture({ voxels: int16Bytes(ramp(24).reverse(), true) }), { into });
		expect(other.voxels.buffer).toBe(first.voxels.buffer);
		expect([...other.voxels]).toEqual(ramp(24).reverse());
	});
});

it.each(
	(['nifti', 'nrrd', 'metaimage'] as const).flatMap((format) =>
		seedFiles[format].map((seed) => ({ format, seed })),
	),
)('memory at hand changes nothing for $format $seed.name', async ({ format, seed }) => {
	const bytes = seedBytes(format, seed);
	const into = new ArrayBuffer(1000);
	expect(await readVolume(bytes, { into })).toEqual(await readVolume(bytes));
});

it('memory at hand does not make a truncated file whole', async () => {
	const bytes = niftiFixture();
	const cut = readVolume(bytes.subarray(0, bytes.length - 2), { into: new ArrayBuffer(BYTES) });
	await expect(cut).rejects.toThrow(VolumeError);
	const packed = gzipSync(bytes.subarray(0, bytes.length - 2));
	await expect(readVolume(packed, { into: new ArrayBuffer(BYTES) })).rejects.toThrow(/truncated/);
});
