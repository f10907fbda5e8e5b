import { createVolume, scalingAffine } from '@unetr/volume';
import { describe, expect, it } from 'vitest';
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
