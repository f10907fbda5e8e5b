import type { DatasetContent } from '../encode/encodeDataset.ts';
import type { DicomDataset } from '../parse/dicomDataset.ts';

/** A term of a coding scheme, such as 10200004 of SNOMED CT (scheme 'SCT'), meaning 'Liver'. */
export interface CodedTerm {
	readonly value: string;
	readonly scheme: string;
	readonly meaning: string;
}

/** Values of more than 16 characters go into an element of their own (PS3.3 section 8.1). */
const SHORT_CODE = 16;

/** The term of a code sequence's item; undefined where it has no value. */
export function readTerm(item: DicomDataset | undefined): CodedTerm | undefined {
	const value = item?.text('CodeValue') ?? item?.text('LongCodeValue') ?? item?.text('URNCodeValue');
	if (item === undefined || value === undefined) return undefined;
	return {
		value,
		scheme: item.text('CodingSchemeDesignator') ?? '',
		meaning: item.text('CodeMeaning') ?? '',
	};
}

/** Item of a code sequence. */
export function termItem({ value, scheme, meaning }: CodedTerm): DatasetContent {
	const code = value.length > SHORT_CODE ? { LongCodeValue: value } : { CodeValue: value };
	return { ...code, CodingSchemeDesignator: scheme, CodeMeaning: meaning };
}
