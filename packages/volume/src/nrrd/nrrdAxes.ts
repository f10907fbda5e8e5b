import { type Affine, affineFault } from '../affine.ts';
import { words } from '../headerNumbers.ts';
import { VolumeError } from '../volumeError.ts';
import {
	fieldFault,
	type ReadSpace,
	readDirections,
	readKinds,
	readOrigin,
	readPerAxis,
	readSpace,
	readUnitScale,
	type Vector,
} from './nrrdFields.ts';
import type { NrrdHeader } from './nrrdHeader.ts';
import { SPATIAL_KINDS } from './nrrdTypes.ts';

/** Which axes of a file are i, j, k, and where they lie. */
export interface NrrdAxes {
	/** One to three axes in rising order. */
	readonly spatial: readonly number[];
	/** Voxel index to RAS+ mm. */
	readonly affine: Affine;
	readonly affineSource: 'directions' | 'spacings';
	/** Whether the header names a space of the patient. */
	readonly anatomical: boolean;
}

/**
 * Finds the axes of space and their affine: the n-th vector is the step of the n-th axis, the space's name gives the signs.
 * @throws VolumeError naming the field
 */
export function nrrdAxes(header: NrrdHeader, dimension: number): NrrdAxes {
	const space = readSpace(header);
	const kinds = readKinds(header, dimension);
	const directions = readDirections(header, dimension, space.dimension);
	if (directions === undefined) return axesOfSpacings(header, dimension, kinds, space);
	const spatial = directions.flatMap((vector, axis) =>
		vector !== undefined && !isTime(vector) ? [axis] : [],
	);
	const axis = spatial.find((n) => kinds[n] !== undefined && !SPATIAL_KINDS.has(kinds[n]));
	if (axis !== undefined) {
		throw fieldFault(
			header,
			'space directions',
			`gives axis ${axis}, of the kind ${kinds[axis]}, a direction`,
		);
	}
	checkCount(header, spatial.length);
	const origin = readOrigin(header, space.dimension);
	const steps = spatial.map((n) => directions[n]!.slice(0, 3));
	const scale = readUnitScale(header);
	const affine = worldAffine(completed(steps), origin, space.signs, scale);
	const bad = affineFault(affine);
	if (bad !== undefined) throw fieldFault(header, 'space directions', `makes an affine that ${bad}`);
	return { spatial, affine, affineSource: 'directions', anatomical: space.anatomical };
}

function axesOfSpacings(
	header: NrrdHeader,
	dimension: number,
	kinds: readonly (string | undefined)[],
	space: ReadSpace,
): NrrdAxes {
	const all = kinds.flatMap((kind, axis) => (kind === undefined || SPATIAL_KINDS.has(kind) ? [axis] : []));
	// As in NIfTI, what no kind tells apart is space up to the third axis.
	const spatial = all.slice(0, 3);
	checkCount(header, spatial.length);
	const spacings = readPerAxis(header, 'spacings', dimension);
	const steps = spatial.map((axis, n) => {
		const size = spacings?.[axis] ?? 1;
		if (Number.isNaN(size)) return [0, 1, 2].map((row) => (row === n ? 1 : 0));
		if (!(size > 0 && size < Number.POSITIVE_INFINITY)) {
			throw fieldFault(header, 'spacings', `holds ${size}; the size of a voxel is above 0`);
		}
		return [0, 1, 2].map((row) => (row === n ? size : 0));
	});
	const origin = header.fields.has('space origin')
		? readOrigin(header, space.dimension)
		: spatial.map((axis, n) => axisStart(header, dimension, axis, steps[n][n]));
	const affine = worldAffine(completed(steps), origin, space.signs, 1);
	const bad = affineFault(affine);
	if (bad !== undefined) throw fieldFault(header, 'spacings', `makes an affine that ${bad}`);
	return { spatial, affine, affineSource: 'spacings', anatomical: false };
}

/** Where the first sample of an axis lies: `axis mins` is the edge of its cell, or the sample where centers are nodes. */
function axisStart(header: NrrdHeader, dimension: number, axis: number, spacing: number): number {
	const start = readPerAxis(header, 'axis mins', dimension)?.[axis] ?? Number.NaN;
	if (Number.isNaN(start)) return 0;
	const centering = words(header.fields.get('centerings') ?? '')[axis]?.toLowerCase();
	return centering === 'node' ? start : start + spacing / 2;
}

function isTime(vector: Vector): boolean {
	return vector.length === 4 && vector[3] !== 0;
}

/** Three steps of one, two or three: what is missing stands upright on them and is 1 long. */
function completed(steps: readonly Vector[]): Vector[] {
	const padded = steps.map((step) => [step[0], step[1] ?? 0, step[2] ?? 0]);
	if (padded.length === 1) {
		const [p] = padded;
		const flat = [0, 1, 2].reduce((best, row) => (Math.abs(p[row]) < Math.abs(p[best]) ? row : best), 0);
		const along = p[flat] / (p[0] * p[0] + p[1] * p[1] + p[2] * p[2]);
		padded.push(unit(p.map((value, row) => (row === flat ? 1 : 0) - along * value)));
	}
	if (padded.length === 2) padded.push(unit(cross(padded[0], padded[1])));
	return padded;
}

function cross(p: Vector, q: Vector): number[] {
	return [p[1] * q[2] - p[2] * q[1], p[2] * q[0] - p[0] * q[2], p[0] * q[1] - p[1] * q[0]];
}

function unit(vector: Vector): number[] {
	const length = Math.hypot(...vector);
	return vector.map((value) => value / length);
}

function worldAffine(steps: readonly Vector[], origin: Vector, signs: Vector, scale: number): Affine {
	// 0 is added so that a turned zero is no -0.
	const row = (r: number): Affine[0] => {
		const [i, j, k] = steps.map((step) => signs[r] * step[r] * scale + 0);
		return [i, j, k, signs[r] * (origin[r] ?? 0) * scale + 0];
	};
	return [row(0), row(1), row(2), [0, 0, 0, 1]];
}

function checkCount(header: NrrdHeader, count: number): void {
	if (count >= 1 && count <= 3) return;
	throw new VolumeError(
		`${header.name}: ${count} of its axes are axes of space; a volume has one to three, and kinds or space directions must tell the others`,
	);
}
