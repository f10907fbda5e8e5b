import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { DicomError } from '../dicomError.ts';
import { syntaxFile } from '../testing/fuzzCases.ts';
import { isDicom, parseDicom } from './parseDicom.ts';

const text = (value: string): number[] => [...new TextEncoder().encode(value)];
const u16 = (value: number): number[] => [value & 255, value >> 8];
const u32 = (value: number): number[] => [...u16(value & 0xffff), ...u16(value >>> 16)];
const tagBytes = (tag: number): number[] => [...u16(tag >>> 16), ...u16(tag & 0xffff)];

/** An element of explicit VR, little endian, with a length of 16 bits. */
const short = (tag: number, vr: string, value: number[]): number[] => [
	...tagBytes(tag),
	...text(vr),
	...u16(value.length),
	...value,
];
/** An element of explicit VR with a length of 32 bits. */
const long = (tag: number, vr: string, value: number[], length = value.length): number[] => [
	...tagBytes(tag),
	...text(vr),
	0,
	0,
	...u32(length),
	...value,
];
/** An element of implicit VR, or an item or delimiter. */
const implicit = (tag: number, value: number[], length = value.length): number[] => [
	...tagBytes(tag),
	...u32(length),
	...value,
];
const OPEN = 0xffffffff;
const ITEM = 0xfffee000;
const ITEM_END = implicit(0xfffee00d, []);
const SEQUENCE_END = implicit(0xfffee0dd, []);

/** A file of these elements in a transfer syntax. */
function fileOf(elements: number[], syntax = '1.2.840.10008.1.2.1'): Uint8Array {
	const uid = text(syntax.length % 2 ? `${syntax}\0` : syntax);
	return Uint8Array.from([
		...new Array(128).fill(0),
		...text('DICM'),
		...short(0x00020010, 'UI', uid),
		...elements,
	]);
}

const frameGroups = 0x52009230;
const name = short(0x00080060, 'CS', text('MR'));

describe('elements', () => {
	it.each([
		'explicit-little-int16',
		'implicit-little-int16',
		'explicit-big-int16',
		'deflated-int16',
		'bare-implicit',
	])('have the same values in %s', (file) => {
		const { dataset } = parseDicom(syntaxFile(file));
		expect(dataset.number('Rows')).toBe(13);
		expect(dataset.numbers('ImagePositionPatient')).toEqual([10, 20, -30]);
		expect(dataset.texts('ImageType')).toEqual(['ORIGINAL', 'PRIMARY', 'AXIAL']);
		expect(dataset.text('PatientName')).toBe('SYNTAX^TEST');
		expect(dataset.has('StudyID')).toBe(false);
		expect(dataset.items('PerFrameFunctionalGroupsSequence')).toEqual([]);
	});

	it('of sequences are found whatever says where they end', () => {
		const inner = short(0x00200032, 'DS', text('1\\2\\3 '));
		const nested = long(0x00209113, 'SQ', [...implicit(ITEM, inner)]);
		const closed = implicit(ITEM, nested);
		const open = [...implicit(ITEM, [], OPEN), ...long(0x00209113, 'SQ', [], OPEN)];
		open.push(...implicit(ITEM, [], OPEN), ...inner, ...ITEM_END, ...SEQUENCE_END, ...ITEM_END);
		const unknown = [...implicit(ITEM, [], OPEN), ...implicit(0x00209113, [], OPEN)];
		unknown.push(...implicit(ITEM, implicit(0x00200032, text('1\\2\\3 '))), ...SEQUENCE_END, ...ITEM_END);
		const files = [
			long(frameGroups, 'SQ', [...closed, ...closed]),
			[...long(frameGroups, 'SQ', [], OPEN), ...open, ...closed, ...SEQUENCE_END],
			[...long(frameGroups, 'UN', [], OPEN), ...unknown, ...unknown, ...SEQUENCE_END],
			long(frameGroups, 'UN', [...unknown, ...unknown]),
		];
		for (const elements of files) {
			const items = parseDicom(fileOf([...name, ...elements])).dataset.items(
				'PerFrameFunctionalGroupsSequence',
			);
			expect(items).toHaveLength(2);
			for (const item of items) {
				expect(item.items('PlanePositionSequence')[0]?.numbers('ImagePositionPatient')).toEqual([1, 2, 3]);
			}
		}
	});

	it('of a representation yet to come have a length of 32 bits', () => {
		const { dataset } = parseDicom(fileOf([...name, ...long(0x00090010, 'ZZ', [1, 2, 3, 4])]));
		expect([...dataset.bytes(0x00090010)!]).toEqual([1, 2, 3, 4]);
	});

	it('may be followed by zeros', () => {
		expect(parseDicom(fileOf([...name, ...new Array(21).fill(0)])).dataset.elements.size).toBe(1);
	});

	it('hold text in the character set that the file states', () => {
		const set = short(0x00080005, 'CS', text('ISO_IR 192'));
		const named = short(0x00100010, 'PN', text('Müller'));
		expect(parseDicom(fileOf([...set, ...named, 0])).dataset.text('PatientName')).toBe('Müller');
		const latin = short(0x00100010, 'PN', [0x4d, 0xfc, 0x6c, 0x6c, 0x65, 0x72]);
		expect(parseDicom(fileOf(latin)).dataset.text('PatientName')).toBe('Müller');
	});
});

describe('refusals', () => {
	const deep = (levels: number): number[] =>
		Array.from({ length: levels }, () => [
			...long(0x0040a730, 'SQ', [], OPEN),
			...implicit(ITEM, [], OPEN),
		]).flat();

	it.each<[string, number[], RegExp]>([
		['nesting beyond 256 levels', deep(10_000), /nest deeper than 256 levels/],
		['nesting that is cut off', deep(200), /ends inside an element/],
		[
			'a length beyond the file',
			long(0x00090010, 'OB', [1, 2], 3e9),
			/\(0009,0010\) declares a length of 3000000000 bytes.*2 are left/,
		],
		[
			'an open length of text',
			long(0x00090010, 'UT', [], OPEN),
			/\(0009,0010\) of representation UT has an undefined length/,
		],
		[
			'no representation',
			[...tagBytes(0x00080070), 1, 2, 3, 4, 5, 6],
			/no value representation stands at byte/,
		],
		['a delimiter out of place', SEQUENCE_END, /\(FFFE,E0DD\).*does not belong there/],
		[
			'an element among items',
			[...long(frameGroups, 'SQ', [], OPEN), ...name, ...SEQUENCE_END],
			/\(0008,0060\).*does not belong/,
		],
		['an element twice', name, /\(0008,0060\) stands twice/],
	])('name %s', (_, elements, message) => {
		expect(() => parseDicom(fileOf([...name, ...elements]), 'a.dcm')).toThrow(message);
		expect(() => parseDicom(fileOf([...name, ...elements]), 'a.dcm')).toThrow(/^a\.dcm/);
	});

	it('name more elements or items than any data set has', () => {
		const many = Array.from({ length: 100_001 }, (_, n) => implicit(0x00091000 + n, [])).flat();
		expect(() => parseDicom(fileOf(many, '1.2.840.10008.1.2'))).toThrow(/more than 100000 elements/);
		const items = new Uint8Array(8 * 500_001);
		for (let at = 0; at < items.length; at += 8) items.set([0xfe, 0xff, 0, 0xe0], at);
		const start = fileOf([...name, ...long(frameGroups, 'SQ', [], items.length)]);
		const file = new Uint8Array(start.length + items.length);
		file.set(start);
		file.set(items, start.length);
		const { dataset } = parseDicom(file);
		expect(() => dataset.items('PerFrameFunctionalGroupsSequence')).toThrow(/more than 500000 items/);
	});

	it('name values that are no numbers, or of another kind than the standard has', () => {
		const read = (elements: number[]): number[] =>
			parseDicom(fileOf(elements)).dataset.numbers('PixelSpacing');
		expect(() => read(short(0x00280030, 'DS', text('1\\x ')))).toThrow(/PixelSpacing \(0028,0030\).*'1\\x '/);
		expect(() => read(short(0x00280030, 'DS', text('1 2 ')))).toThrow(/does not hold numbers/);
		expect(() => read(short(0x00280030, 'DS', text('NaN ')))).toThrow(/does not hold numbers/);
		expect(() => read(short(0x00280030, 'SS', text('10')))).toThrow(/as SS/);
		expect(read(short(0x00280030, 'DS', text(' 0.5 \\1e1 ')))).toEqual([0.5, 10]);
	});

	it('name files without a transfer syntax, without a data set, and others', () => {
		const bare = Uint8Array.from([
			...new Array(128).fill(0),
			...text('DICM'),
			...short(0x00020002, 'UI', text('1.2 ')),
		]);
		expect(() => parseDicom(bare)).toThrow(/TransferSyntaxUID \(0002,0010\) is missing/);
		expect(() => parseDicom(fileOf([]))).toThrow(/ends before its data set/);
		expect(() => parseDicom(Uint8Array.from(text('not DICOM at all, only text')), 'x')).toThrow(
			/^x is not a DICOM file/,
		);
		expect(isDicom(new Uint8Array(1000))).toBe(false);
		expect(() => parseDicom(new Uint8Array(0))).toThrow(DicomError);
	});

	it('name deflated data sets that are damaged, cut off or bombs', () => {
		const deflated = (content: Uint8Array): Uint8Array =>
			fileOf([...deflateRawSync(content)], '1.2.840.10008.1.2.1.99');
		expect(parseDicom(deflated(Uint8Array.from(name))).dataset.text('Modality')).toBe('MR');
		const whole = deflated(Uint8Array.from(name));
		expect(() => parseDicom(whole.slice(0, -4))).toThrow(/damaged or truncated/);
		expect(() => parseDicom(deflated(new Uint8Array(120 << 20)))).toThrow(/inflates to more than/);
	});
});
