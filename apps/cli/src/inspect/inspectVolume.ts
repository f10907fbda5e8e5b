import { orientationCode, type Volume, voxelType } from '@unetr/volume';
import { readImage } from '../files/readImage.ts';
import type { CommandResult } from '../usage/command.ts';
import { UsageError } from '../usage/usageError.ts';

/** A number; as text where JSON has none for it ('NaN', 'Infinity'). */
type JsonNumber = number | string;

/** A voxel that was asked for. */
interface VoxelValue {
	readonly index: readonly [number, number, number];
	/** A list where the volume has several channels. */
	readonly value: JsonNumber | readonly JsonNumber[];
}

/**
 * Describes an image.
 *
 * @param voxels - Indices `i,j,k`, separated by `;`.
 * @param series - SeriesInstanceUID, where DICOM holds several series.
 * @throws UsageError where an index is not three numbers inside the volume.
 */
export async function inspectVolume(
	path: string,
	voxels: string | undefined,
	series?: string,
): Promise<CommandResult> {
	const volume = await readImage(path, { series });
	const { shape, channels, spacingMm, affine, header } = volume;
	const values =
		voxels === undefined ? [] : parseIndices(voxels, shape).map((index) => valueAt(volume, index));
	let sum = 0;
	for (const value of volume.voxels) sum += value;
	const orientation = orientationCode(affine);
	const warnings = header.dicom?.warnings ?? [];
	return {
		json: {
			kind: 'volume',
			format: header.format,
			shape,
			channels,
			spacing: spacingMm,
			affine,
			affineSource: header.affineSource,
			orientation,
			dtype: header.datatype,
			voxelType: voxelType(volume.voxels),
			warnings,
			...(header.labels && { labels: header.labels }),
			voxels: values,
			sum: jsonNumber(sum),
		},
		lines: [
			`${path}: ${header.format}, ${shape.join(' × ')} voxels${channels > 1 ? `, ${channels} channels` : ''}, ${header.datatype}`,
			`spacing ${spacingMm.map((mm) => Number(mm.toFixed(4))).join(' × ')} mm, orientation ${orientation} (${header.affineSource})`,
			...affine.map((row) => `  [${row.map((value) => Number(value.toFixed(5))).join(', ')}]`),
			`sum ${sum}`,
			...(header.labels ?? []).map(({ value, name }) => `label ${value}: ${name}`),
			...warnings.map((warning) => `note: ${warning}`),
			...values.map(({ index, value }) => `voxel ${index.join(', ')}: ${value}`),
		],
	};
}

function parseIndices(text: string, shape: Volume['shape']): VoxelValue['index'][] {
	return text
		.split(';')
		.filter((part) => part.trim() !== '')
		.map((part) => {
			const index = part.split(',').map((number) => (number.trim() === '' ? Number.NaN : Number(number)));
			const [i, j, k] = index;
			const inside = index.every((n, axis) => Number.isInteger(n) && n >= 0 && n < (shape[axis] ?? 0));
			if (index.length !== 3 || !inside) {
				throw new UsageError(
					`--voxels needs indices i,j,k inside ${shape.join(' × ')} voxels, counted from 0; "${part.trim()}" is none.`,
				);
			}
			return [i!, j!, k!] as const;
		});
}

function valueAt({ voxels, shape, channels }: Volume, index: VoxelValue['index']): VoxelValue {
	const [ni, nj, nk] = shape;
	const at = index[0] + ni * (index[1] + nj * index[2]);
	const values = Array.from({ length: channels }, (_, channel) =>
		jsonNumber(voxels[at + ni * nj * nk * channel]!),
	);
	return { index, value: channels === 1 ? values[0]! : values };
}

function jsonNumber(value: number): JsonNumber {
	return Number.isFinite(value) ? value : String(value);
}
