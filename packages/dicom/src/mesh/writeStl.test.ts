import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVolume, scalingAffine } from '@unetr/volume';
import { afterAll, describe, expect, it } from 'vitest';
import { hasAdmesh } from '../testing/independent.ts';
import { madeLabels, madeSeries } from '../testing/madeSeries.ts';
import { writeStl } from './writeStl.ts';

const volume = createVolume({
	voxels: Uint8Array.of(0, 1, 0, 0),
	shape: [2, 2, 1],
	affine: scalingAffine([2, 2, 2], [10, 20, 30]),
});

/** Corners and normal of each triangle of a binary STL file, read from the format's description. */
function readStl(bytes: Uint8Array): { normal: number[]; corners: number[][] }[] {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	const point = (at: number): number[] => [0, 4, 8].map((n) => view.getFloat32(at + n, true));
	return Array.from({ length: view.getUint32(80, true) }, (_, t) => {
		const at = 84 + 50 * t;
		return { normal: point(at), corners: [12, 24, 36].map((n) => point(at + n)) };
	});
}

describe('writeStl', () => {
	it.each([
		['RAS', [12, 20, 30]],
		['LPS', [-12, -20, 30]],
	] as const)('writes triangles round the voxel in %s mm, normals outwards', (space, centre) => {
		const bytes = writeStl(volume, { space });
		expect(new TextDecoder('latin1').decode(bytes.subarray(0, 80))).toContain(`SPACE=${space}`);
		// A file whose first word is 'solid' is taken for text.
		expect(new TextDecoder('latin1').decode(bytes.subarray(0, 5))).not.toBe('solid');
		const triangles = readStl(bytes);
		expect(bytes.length).toBe(84 + 50 * 8);
		expect(triangles).toHaveLength(8);
		for (const { normal, corners } of triangles) {
			const [a, b, c] = corners as [number[], number[], number[]];
			const out = centre.map((value, n) => (a[n]! + b[n]! + c[n]!) / 3 - value);
			const length = Math.hypot(...out);
			for (const n of [0, 1, 2]) expect(normal[n]).toBeCloseTo(out[n]! / length, 5);
			const [u, v] = [b.map((value, n) => value - a[n]!), c.map((value, n) => value - a[n]!)];
			const front = [0, 1, 2].map(
				(n) => u[(n + 1) % 3]! * v[(n + 2) % 3]! - u[(n + 2) % 3]! * v[(n + 1) % 3]!,
			);
			expect(front.reduce((sum, value, n) => sum + value * normal[n]!, 0)).toBeGreaterThan(0);
		}
	});
});

const folder = mkdtempSync(join(tmpdir(), 'unetr-stl-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(!hasAdmesh())(
	'surfaces we write, checked by ADMesh (skipped where admesh is missing)',
	() => {
		const size = 43;
		const ball = new Uint8Array(size ** 3).map((_, n) => {
			const [i, j, k] = [n % size, Math.floor(n / size) % size, Math.floor(n / size ** 2)];
			return Math.hypot(i - 21, j - 21, k - 21) <= 20 ? 1 : 0;
		});

		it.each([
			[
				'a ball, left-handed',
				createVolume({ voxels: ball, shape: [size, size, size], affine: scalingAffine([-2, 1, 0.5]) }),
				'LPS',
			],
			['oblique labels', madeLabels(madeSeries([9, 8, 7]), 2), 'RAS'],
		] as const)('%s: closed, every facet facing outwards', (name, labels, space) => {
			const path = join(folder, 'surface.stl');
			writeFileSync(path, writeStl(labels, { space }));
			const { stdout } = spawnSync('admesh', [path], { encoding: 'utf8' });
			const counts = Object.fromEntries(
				[...stdout.matchAll(/^(\S[^:]*?)\s*:\s+(-?[\d.]+)/gm)].map(([, key, value]) => [key, Number(value)]),
			);
			expect(counts).toMatchObject({
				'Total disconnected facets': 0,
				'Edges fixed': 0,
				'Facets removed': 0,
				'Facets added': 0,
				'Facets reversed': 0,
				'Backwards edges': 0,
				'Normals fixed': 0,
			});
			const volume = Number(/Volume\s*:\s+(-?[\d.]+)/.exec(stdout)![1]);
			if (name.startsWith('a ball'))
				expect(Math.abs(volume / ((4 / 3) * Math.PI * 20 ** 3) - 1)).toBeLessThan(0.01);
			else expect(volume).toBeGreaterThan(0);
		});
	},
);
