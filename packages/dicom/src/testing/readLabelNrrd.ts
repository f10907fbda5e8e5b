import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { type Affine, createVolume, type Volume } from '@unetr/volume';

// The label maps that dcmqi's tests compare with, read on their own: gzip of 16-bit numbers in LPS.

/** Reads a NRRD file of dcmqi. */
export function readLabelNrrd(path: string): Volume {
	const bytes = readFileSync(path);
	const end = bytes.indexOf('\n\n');
	const fields = new Map(
		bytes
			.subarray(0, end)
			.toString()
			.split('\n')
			.flatMap((line) => {
				const [key, value] = line.split(': ');
				return value === undefined ? [] : [[key!, value] as const];
			}),
	);
	const numbers = (key: string): number[] =>
		fields
			.get(key)!
			.match(/-?[\d.]+(e[-+]?\d+)?/g)!
			.map(Number);
	const stored = bytes.subarray(end + 2);
	const raw = fields.get('encoding') === 'gzip' ? gunzipSync(stored) : stored;
	const voxels = new Int16Array(raw.length / 2).map((_, n) => raw.readInt16LE(2 * n));
	const [directions, origin] = [numbers('space directions'), numbers('space origin')];
	const row = (axis: number, sign: number): Affine[number] => [
		sign * directions[axis]!,
		sign * directions[3 + axis]!,
		sign * directions[6 + axis]!,
		sign * origin[axis]!,
	];
	const [ni, nj, nk] = numbers('sizes') as [number, number, number];
	const affine: Affine = [row(0, -1), row(1, -1), row(2, 1), [0, 0, 0, 1]];
	return createVolume({ voxels, shape: [ni, nj, nk], affine });
}
