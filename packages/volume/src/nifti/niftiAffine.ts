import { type Affine, affineFault, scalingAffine } from '../affine.ts';
import { VolumeError } from '../volumeError.ts';
import type { NiftiFields } from './niftiFields.ts';

/** b² + c² + d² may pass 1 by this much: rounding of a half turn stored in float32. */
const QUATERNION_SLACK = 1e-5;
/** Millimetres per unit of xyzt_units: 1 metre, 2 millimetre, 3 micrometre; others count as mm. */
const MM_PER_UNIT: Readonly<Record<number, number>> = { 1: 1000, 3: 0.001 };
/** 5 is a template that no other code names. */
const MAX_SPACE_CODE = 5;

/** An affine with where in the header it comes from. */
export interface NiftiAffine {
	readonly affine: Affine;
	readonly source: 'sform' | 'qform' | 'pixdim';
	readonly spaceCode: number;
}

/**
 * Voxel index to RAS+ mm, in the standard's order: sform where its code is above 0, else qform, else pixdim alone.
 * @throws VolumeError where the one that counts holds no usable affine
 */
export function niftiAffine(fields: NiftiFields, name: string): NiftiAffine {
	const mm = MM_PER_UNIT[fields.spatialUnits] ?? 1;
	const scaled = (affine: Affine): Affine => [
		row(affine[0], mm),
		row(affine[1], mm),
		row(affine[2], mm),
		affine[3],
	];
	const used = fields.sformCode > 0 ? 'sform' : 'qform';
	const code = fields[`${used}Code`];
	if (code > MAX_SPACE_CODE) {
		// Some readers use such an affine, others pass over it.
		throw new VolumeError(`${name}: ${used}_code is ${code}; the codes of NIfTI are 0 to ${MAX_SPACE_CODE}`);
	}
	if (fields.sformCode > 0) {
		const [x, y, z] = fields.sform;
		const affine = scaled([row(x!, 1), row(y!, 1), row(z!, 1), [0, 0, 0, 1]]);
		const fault = affineFault(affine);
		if (fault !== undefined) {
			throw new VolumeError(`${name}: the sform affine ${fault}; correct it, or set sform_code to 0`);
		}
		return { affine, source: 'sform', spaceCode: fields.sformCode };
	}
	// Of axes that the file does not have pixdim says nothing.
	const spacing = [1, 2, 3].map((axis) =>
		axis > fields.dims[0] && !(Math.abs(fields.pixDims[axis]) > 0) ? 1 : Math.abs(fields.pixDims[axis]),
	) as [number, number, number];
	if (!spacing.every((size) => size > 0 && Number.isFinite(size))) {
		throw new VolumeError(
			`${name}: the voxel size in pixdim is ${fields.pixDims.slice(1, 4).join(' x ')}, and there is no sform to take it from`,
		);
	}
	if (fields.qformCode > 0) {
		return {
			affine: scaled(qformAffine(fields, spacing, name)),
			source: 'qform',
			spaceCode: fields.qformCode,
		};
	}
	return { affine: scaled(scalingAffine(spacing)), source: 'pixdim', spaceCode: 0 };
}

/** Method 2 of the standard: rotation from the quaternion, times spacing, k times qfac. */
function qformAffine(fields: NiftiFields, spacing: readonly [number, number, number], name: string): Affine {
	const square = fields.quaternion.reduce((sum, q) => sum + q * q, 0);
	if (!fields.qoffset.every(Number.isFinite) || !(square <= 1 + QUATERNION_SLACK)) {
		throw new VolumeError(
			`${name}: the qform is invalid: quatern_b,c,d are ${fields.quaternion.join(', ')} (squares sum to ${square}, at most 1) and qoffset is ${fields.qoffset.join(', ')}`,
		);
	}
	const norm = Math.max(1, Math.sqrt(square));
	const [b, c, d] = fields.quaternion.map((q) => q / norm) as [number, number, number];
	const a = Math.sqrt(Math.max(0, 1 - b * b - c * c - d * d));
	const [si, sj, sk] = spacing;
	const qfac = fields.pixDims[0];
	if (qfac < 0 && qfac !== -1) {
		throw new VolumeError(
			`${name}: the qform is invalid: pixdim[0] is ${qfac}; it is 1, or -1 where the k axis is turned over`,
		);
	}
	const k = qfac < 0 ? -sk : sk;
	const [x, y, z] = fields.qoffset;
	return [
		[(a * a + b * b - c * c - d * d) * si, 2 * (b * c - a * d) * sj, 2 * (b * d + a * c) * k, x],
		[2 * (b * c + a * d) * si, (a * a + c * c - b * b - d * d) * sj, 2 * (c * d - a * b) * k, y],
		[2 * (b * d - a * c) * si, 2 * (c * d + a * b) * sj, (a * a + d * d - c * c - b * b) * k, z],
		[0, 0, 0, 1],
	];
}

function row(values: readonly number[], factor: number): [number, number, number, number] {
	return [values[0]! * factor, values[1]! * factor, values[2]! * factor, values[3]! * factor];
}
