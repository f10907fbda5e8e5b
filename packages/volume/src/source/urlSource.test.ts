import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readVolume } from '../readVolume.ts';
import { niftiFixture, ramp } from '../testing/niftiFixture.ts';
import { VolumeError } from '../volumeError.ts';

const nifti = niftiFixture();
const packed = gzipSync(nifti);
const voxels = nifti.subarray(352);
const text = (content: string): Buffer => Buffer.from(content);
const nhdr = (file: string): Buffer =>
	text(
		`NRRD0004\ntype: short\ndimension: 3\nsizes: 2 3 4\nendian: little\nencoding: raw\ndata file: ${file}\n`,
	);
const pairHeader = niftiFixture({ magic: 'ni1', voxOffset: 0, voxels: new Uint8Array(0) }).subarray(0, 348);

/** What stands under each path: a body, and headers beside it. */
const BODIES: Readonly<Record<string, [Uint8Array, Record<string, string>?]>> = {
	'/a/scan.nii': [nifti],
	'/a/scan.nii.gz': [packed],
	'/a/sent-packed.nii': [packed, { 'content-encoding': 'gzip' }],
	'/a/scan.nhdr': [nhdr('sub folder/scan.raw')],
	'/a/sub%20folder/scan.raw': [voxels],
	'/a/escape.nhdr': [nhdr('../scan.raw')],
	'/a/elsewhere.nhdr': [nhdr('http://127.0.0.1:1/scan.raw')],
	'/scan.raw': [voxels],
	'/a/pair.hdr': [pairHeader],
	'/a/pair.img.gz': [gzipSync(voxels)],
};

let server: Server;
let base = '';
const asked: string[] = [];
beforeAll(async () => {
	server = createServer((request, response) => {
		asked.push(request.url!);
		if (request.url === '/endless.nii') {
			response.writeHead(200);
			const send = (): void => void (response.destroyed || response.write(new Uint8Array(65536), send));
			response.write(nifti.subarray(0, 352), send);
			return;
		}
		if (request.url === '/broken.nii') {
			response.writeHead(200, { 'content-length': String(nifti.length) });
			response.write(nifti.subarray(0, 360), () => response.destroy());
			return;
		}
		const [body, headers] = BODIES[request.url!] ?? [];
		response.writeHead(body === undefined ? 404 : 200, {
			'content-length': String(body?.length ?? 0),
			...headers,
		});
		response.end(body);
	});
	await new Promise<void>((resolve) => {
		server.listen(0, '127.0.0.1', resolve);
	});
	base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
	server.closeAllConnections();
	server.close();
});

const refusal = async (address: string, options = {}): Promise<string> => {
	const error = await readVolume(`${base}${address}`, options).catch((cause: unknown) => cause);
	expect(error).toBeInstanceOf(VolumeError);
	return (error as VolumeError).message;
};

describe('readVolume of an address', () => {
	it.each(['scan.nii', 'scan.nii.gz', 'sent-packed.nii', 'scan.nhdr', 'pair.hdr'])(
		'fetches %s',
		async (name) => {
			const progress: number[] = [];
			const volume = await readVolume(`${base}/a/${name}`, {
				onProgress: ({ readBytes, totalBytes }) => progress.push(readBytes / totalBytes),
			});
			expect([...volume.voxels]).toEqual(ramp(24));
			expect(progress.at(-1)).toBe(1);
			expect((await readVolume(new URL(`${base}/a/${name}`))).voxels).toEqual(volume.voxels);
		},
	);

	it('reads blob and data addresses', async () => {
		const blob = URL.createObjectURL(new Blob([nifti]));
		expect([...(await readVolume(blob)).voxels]).toEqual(ramp(24));
		URL.revokeObjectURL(blob);
		const data = `data:application/octet-stream;base64,${Buffer.from(packed).toString('base64')}`;
		expect([...(await readVolume(data)).voxels]).toEqual(ramp(24));
	});

	it('says what the server answers, and that nobody does', async () => {
		expect(await refusal('/missing.nii')).toContain('/missing.nii cannot be fetched: the server answers 404');
		expect(await refusal('/broken.nii')).toMatch(/the connection broke after \d+ bytes/);
		await expect(readVolume('http://127.0.0.1:1/a.nii')).rejects.toThrow(/cannot be fetched: no answer/);
	});

	it('refuses more than is allowed, announced or not', async () => {
		expect(await refusal('/a/scan.nii', { maxDownloadBytes: 300 })).toContain(
			'announces 400 bytes, more than the 300',
		);
		expect(await refusal('/endless.nii', { maxDownloadBytes: 380 })).toContain('sends more than 380 bytes');
		// Of a download without an end, what the header declares is read.
		expect((await readVolume(`${base}/endless.nii`)).shape).toEqual([2, 3, 4]);
	});

	it('fetches no data file from outside the folder of the header, unless it is told to', async () => {
		asked.length = 0;
		expect(await refusal('/a/escape.nhdr')).toContain('leads out of its folder');
		expect(await refusal('/a/elsewhere.nhdr')).toContain('has an absolute path');
		expect(asked).toEqual(['/a/escape.nhdr', '/a/elsewhere.nhdr']);
		const told = await readVolume(`${base}/a/escape.nhdr`, { outsideFolder: true });
		expect([...told.voxels]).toEqual(ramp(24));
	});

	it('stops on a signal with its reason', async () => {
		const reason = new Error('enough');
		const controller = new AbortController();
		nifti.set(niftiFixture({ dims: [3, 10000, 10000, 4] }).subarray(0, 352));
		const onProgress = (): void => controller.abort(reason);
		const reading = readVolume(`${base}/endless.nii`, { signal: controller.signal, onProgress });
		await expect(reading).rejects.toBe(reason);
	});
});
