import { type Affine, affineFault } from '../affine.ts';
import { metaFault, readField, readNumbers } from './metaFields.ts';
import type { MetaHeader } from './metaHeader.ts';

/** An affine with where in the header it comes from. */
export interface MetaAffine {
	/** Voxel index to RAS+ mm. */
	readonly affine: Affine;
	readonly affineSource: 'directions' | 'spacings';
}

/** Millimetres of the units that a header may name. */
const MM_PER_UNIT: ReadonlyMap<string, number> = new Map([
	['um', 0.001],
	['mm', 1],
	['cm', 10],
]);

/**
 * Voxel index to RAS+ mm: each `dimension` numbers of TransformMatrix are the direction of one axis in LPS+.
 * @throws VolumeError naming the field
 */
export function metaAffine(header: MetaHeader, dimension: number): MetaAffine {
	const matrix = readNumbers(header, dimension ** 2, 'TransformMatrix', 'Rotation', 'Orientation');
	const offset = readNumbers(header, dimension, 'Offset', 'Position', 'Origin') ?? [];
	const spacing = readSpacing(header, dimension);
	const unit = readField(header, 'DistanceUnits') ?? 'mm';
	const mm = MM_PER_UNIT.get(unit.toLowerCase()) ?? (unit === '?' || unit === '' ? 1 : undefined);
	if (mm === undefined)
		throw metaFault(header, 'DistanceUnits', `is ${JSON.stringify(unit)}; um, mm and cm are read`);
	if (matrix !== undefined) checkSeparate(header, matrix, dimension);
	const entry = (row: number, axis: number): number =>
		axis < dimension && row < dimension && matrix !== undefined
			? matrix[dimension * axis + row]
			: Number(axis === row);
	const affineRow = (row: 0 | 1 | 2): Affine[0] => {
		// LPS+ to RAS+; 0 is added so that a turned zero is no -0.
		const sign = row === 2 ? 1 : -1;
		const step = (axis: number): number => sign * entry(row, axis) * (spacing[axis] ?? 1) * mm + 0;
		return [step(0), step(1), step(2), sign * (offset[row] ?? 0) * mm + 0];
	};
	const affine: Affine = [affineRow(0), affineRow(1), affineRow(2), [0, 0, 0, 1]];
	const fault = affineFault(affine);
	if (fault !== undefined)
		throw metaFault(header, 'TransformMatrix', `makes with the spacing an affine that ${fault}`);
	return { affine, affineSource: matrix === undefined ? 'spacings' : 'directions' };
}

function readSpacing(header: MetaHeader, dimension: number): readonly number[] {
	const field = header.fields.has('ElementSpacing') ? 'ElementSpacing' : 'ElementSize';
	const spacing = readNumbers(header, dimension, field) ?? [];
	const bad = spacing.find((size) => !(size > 0));
	if (bad === undefined) return spacing;
	throw metaFault(
		header,
		field,
		`holds the spacing ${bad}; it is above 0, and TransformMatrix says which way an axis runs`,
	);
}

/** Axes after the third must not run through space, nor those of space through them. */
function checkSeparate(header: MetaHeader, matrix: readonly number[], dimension: number): void {
	for (let axis = 0; axis < dimension; axis++) {
		for (let row = 0; row < dimension; row++) {
			if (axis < 3 === row < 3 || matrix[dimension * axis + row] === 0) continue;
			throw metaFault(header, 'TransformMatrix', 'mixes axes of space with the others, which is not read');
		}
	}
}
