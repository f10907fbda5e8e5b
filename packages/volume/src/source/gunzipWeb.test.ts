import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatenate } from './concatenate.ts';
import { gunzipWeb } from './gunzipWeb.ts';

async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
	for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100);
}

async function inflate(bytes: Uint8Array): Promise<Uint8Array> {
	const parts: Uint8Array[] = [];
	for await (const part of gunzipWeb(inPieces(bytes))) parts.push(part);
	return concatenate(parts);
}

describe('gunzipWeb', () => {
	it('joins any number of members', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 6 }),
				async (members) => {
					const packed = concatenate(members.map((member) => gzipSync(member)));
					expect(await inflate(packed)).toEqual(concatenate(members));
				},
			),
			{ numRuns: 50 },
		);
	});

	it('is not misled by content that looks like the start of a member', async () => {
		const lookalikes = new Uint8Array(100).map((_, n) => [0x1f, 0x8b, 8, 0, 7][n % 5]!);
		const packed = concatenate([gzipSync(lookalikes, { level: 0 }), gzipSync(lookalikes, { level: 0 })]);
		expect(await inflate(packed)).toEqual(concatenate([lookalikes, lookalikes]));
	});

	it('gives up where nothing but such places follows', async () => {
		const lookalikes = new Uint8Array(5000).map((_, n) => [0x1f, 0x8b, 8, 0, 7][n % 5]!);
		await expect(inflate(gzipSync(lookalikes, { level: 0 }))).rejects.toThrow(/look like a member/);
	});

	it('refuses a checksum that does not match and a stream that is cut off', async () => {
		const packed = gzipSync(new Uint8Array(1000).fill(7));
		const wrong = packed.slice();
		wrong[wrong.length - 6]! ^= 1;
		await expect(inflate(wrong)).rejects.toThrow();
		await expect(inflate(packed.subarray(0, packed.length - 12))).rejects.toThrow();
	});

	it('passes over zeros behind the last member, whatever its checksum and length end with', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.uint8Array({ maxLength: 300 }),
				fc.integer({ min: 0, max: 40 }),
				async (content, zeros) => {
					const padded = concatenate([gzipSync(content), gzipSync(content), new Uint8Array(zeros)]);
					if (zeros === 0 || zeros > 3)
						expect(await inflate(padded)).toEqual(concatenate([content, content]));
				},
			),
			{ numRuns: 60 },
		);
	});
});
