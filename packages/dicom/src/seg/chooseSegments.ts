import { DicomError } from '../dicomError.ts';
import type { SegmentInput } from './segment.ts';

/**
 * The segments of a map of labels in order of their values: those of the table but background, or, without a table, one
 * for each label found.
 * @param presence labels of each slice
 * @throws DicomError where the table is faulty, a label is not in it, or there is neither
 */
export function chooseSegments(
	table: readonly SegmentInput[] | undefined,
	presence: readonly ReadonlySet<number>[],
): SegmentInput[] {
	const found = [...new Set(presence.flatMap((labels) => [...labels]))].sort((a, b) => a - b);
	const named = table ?? found.map((value): SegmentInput => ({ value, name: `label ${value}` }));
	const inputs = named.filter(({ value }) => value !== 0).sort((a, b) => a.value - b.value);
	const values = inputs.map(({ value }) => value);
	const wrong = values.find((value, n) => !isLabel(value) || value === values[n + 1]);
	if (wrong !== undefined) {
		throw new DicomError(`segments has the value ${wrong} twice, or it is no whole number from 1 to 65535`);
	}
	const unknown = found.filter((value) => !values.includes(value));
	if (unknown.length > 0) {
		throw new DicomError(
			`the label map holds ${unknown.join(', ')}, which segments does not name; add an entry with value and name`,
		);
	}
	if (inputs.length > 0) return inputs;
	throw new DicomError('the label map is empty and no segments are named, so there is nothing to write');
}

/** Whether a value is a label: a whole number from 1 to 65535. */
export function isLabel(value: number): boolean {
	return Number.isInteger(value) && value > 0 && value <= 0xffff;
}
