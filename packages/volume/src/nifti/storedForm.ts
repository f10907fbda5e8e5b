import type { StoredType } from '../storedVoxels.ts';
import type { Volume } from '../volume.ts';
import { type VoxelArray, voxelType } from '../voxelArray.ts';
import { fitsField } from './headerFields.ts';

/** Voxels as a file holds them. */
export interface StoredForm {
	readonly voxels: VoxelArray;
	/** value = slope · stored + intercept */
	readonly slope: number;
	readonly intercept: number;
}

const INTEGER_ARRAYS: Partial<Readonly<Record<StoredType, new (length: number) => VoxelArray>>> = {
	int8: Int8Array,
	uint8: Uint8Array,
	int16: Int16Array,
	uint16: Uint16Array,
	int32: Int32Array,
	uint32: Uint32Array,
};

/**
 * The integers and the scaling that a volume was read with, where all its voxels still are what these give; else the
 * voxels as they are.
 */
export function storedForm({ voxels, header }: Volume, version: 1 | 2): StoredForm {
	const plain = { voxels, slope: 1, intercept: 0 };
	const { scaling, datatype } = header;
	const array = INTEGER_ARRAYS[datatype as StoredType];
	if (scaling === undefined || array === undefined) return plain;
	const { slope, intercept } = scaling;
	const type = voxelType(voxels);
	const scaledType = datatype.endsWith('32') ? 'float64' : 'float32';
	const fits = fitsField('sclSlope', version, [slope]) && fitsField('sclInter', version, [intercept]);
	if (type !== scaledType || !fits) return plain;
	const stored = new array(voxels.length);
	const round = type === 'float32' ? Math.fround : (value: number): number => value;
	for (let n = 0; n < voxels.length; n++) {
		stored[n] = Math.round((voxels[n] - intercept) / slope);
		if (!Object.is(round(slope * stored[n] + intercept), voxels[n])) return plain;
	}
	return { voxels: stored, slope, intercept };
}
