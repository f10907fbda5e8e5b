import { DicomError } from '../dicomError.ts';
import { frameName, placeText } from './frameName.ts';
import { dot } from './readFrames.ts';
import type { StoredFrame, Vector3 } from './storedImage.ts';

/** The step from one slice to the next. */
export interface SliceStep {
	/** LPS+ mm. */
	readonly stepMm: Vector3;
	readonly warnings: readonly string[];
}

/** A slice further from its place on the even grid than this fraction of a step is refused; than this, reported. */
const UNEVEN = 0.05;
const SLIGHTLY_UNEVEN = 0.005;
/** What rounding of positions to two decimals leaves, mm. */
const ROUNDING_MM = 0.0051;
/** Largest angle between step and normal that counts as none, as a sine: 0.5°. */
const TILT = 0.0087;

/**
 * The even step along a stack of slices, and what is uneven about it.
 * A tilted gantry shears the stack; the step then has a part along the plane, and so has the affine.
 * @param slices one frame of each place, ascending along the normal
 * @param normal unit normal of the plane, LPS+
 * @throws DicomError where a slice is missing or the steps are uneven
 */
export function sliceStep(slices: readonly StoredFrame[], normal: Vector3, name: string): SliceStep {
	const first = slices[0]!;
	if (slices.length === 1) return singleStep(first, normal);
	const last = slices.at(-1)!;
	const total = difference(last, first);
	const stepMm = scaled(total, 1 / (slices.length - 1));
	const spacing = dot(stepMm, normal);
	checkSteps(slices, normal, name);
	let worst = 0;
	for (const [k, slice] of slices.entries()) {
		const offset = difference(slice, first);
		const apart = Math.hypot(...offset.map((mm, axis) => mm - k * stepMm[axis]!));
		if (apart > UNEVEN * spacing + ROUNDING_MM) {
			throw new DicomError(
				`${name}: ${frameName(slice)} at ${placeText(slice)} lies ${apart.toFixed(3)} mm from where even steps of ${spacing.toFixed(4)} mm would put it; the spacing of the slices is uneven, resample them onto an even grid first`,
			);
		}
		worst = Math.max(worst, apart);
	}
	const warnings: string[] = [];
	if (worst > SLIGHTLY_UNEVEN * spacing + ROUNDING_MM) {
		warnings.push(`slices lie up to ${worst.toFixed(3)} mm from even steps of ${spacing.toFixed(4)} mm`);
	}
	const sine = Math.hypot(...stepMm.map((mm, axis) => mm - spacing * normal[axis]!)) / Math.hypot(...stepMm);
	if (sine > TILT) {
		warnings.push(
			`the slices shear along the stack by ${((Math.asin(Math.min(1, sine)) * 180) / Math.PI).toFixed(2)}° (gantry tilt); the affine has the same shear`,
		);
	}
	return { stepMm, warnings };
}

/** Each step against the median one, so that a gap shows however many slices there are. */
function checkSteps(slices: readonly StoredFrame[], normal: Vector3, name: string): void {
	const steps = slices.slice(1).map((slice, k) => dot(difference(slice, slices[k]!), normal));
	const median = [...steps].sort((a, b) => a - b)[steps.length >> 1]!;
	for (const [k, step] of steps.entries()) {
		if (Math.abs(step - median) <= UNEVEN * median + 2 * ROUNDING_MM) continue;
		const [a, b] = [slices[k]!, slices[k + 1]!];
		throw new DicomError(
			`${name}: between ${frameName(a)} at ${placeText(a)} and ${frameName(b)} at ${placeText(b)} the step is ${step.toFixed(4)} mm, elsewhere ${median.toFixed(4)} mm; ${step > median ? 'a slice is missing there, or ' : ''}the spacing of the slices is uneven`,
		);
	}
}

/** A single slice is as thick as it says, or 1 mm. */
function singleStep({ place }: StoredFrame, normal: Vector3): SliceStep {
	const { sliceThicknessMm } = place;
	if (sliceThicknessMm !== undefined) return { stepMm: scaled(normal, sliceThicknessMm), warnings: [] };
	return { stepMm: normal, warnings: ['a single slice without SliceThickness counts as 1 mm thick'] };
}

function difference(a: StoredFrame, b: StoredFrame): Vector3 {
	const [p, q] = [a.place.positionMm, b.place.positionMm];
	return [p[0] - q[0], p[1] - q[1], p[2] - q[2]];
}

function scaled(v: Vector3, factor: number): Vector3 {
	return [v[0] * factor, v[1] * factor, v[2] * factor];
}
