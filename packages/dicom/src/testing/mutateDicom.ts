import { parseDicom } from '../parse/parseDicom.ts';

// Mutants of DICOM files that know where elements begin, all from one seed.

/** A generator of 32 bit numbers (mulberry32); one seed gives one sequence. */
export function randomNumbers(seed: number): (below: number) => number {
	let state = seed >>> 0;
	return (below) => {
		state = (state + 0x6d2b79f5) >>> 0;
		let t = Math.imul(state ^ (state >>> 15), state | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) % below;
	};
}

/** Offsets at which elements, items and values of a file begin: where a change has most to say. */
export function structureOf(bytes: Uint8Array): number[] {
	const { dataset, meta } = parseDicom(bytes);
	const offsets: number[] = [];
	const open = dataset.source.bytes === bytes ? [meta, dataset] : [meta];
	for (let level = open.pop(); level !== undefined; level = open.pop()) {
		for (const { tag, vr, valueOffset, valueLength } of level.elements.values()) {
			for (const back of [12, 8, 6, 4, 2, 0]) offsets.push(Math.max(0, valueOffset - back));
			offsets.push(valueOffset + valueLength);
			if (vr === 'SQ' || tag === 0x52009229 || tag === 0x52009230) open.push(...level.items(tag));
		}
	}
	return offsets.filter((offset) => offset < bytes.length - 4);
}

const INTERESTING = [0, 1, 2, 7, 8, 0x7f, 0x80, 0xff, 0xfe, 0xe0, 0xdd, 0x0d] as const;
const INTERESTING_WORDS = [
	0, 1, 2, 0xff, 0x7fff, 0x8000, 0xffff, 0xfffe, 0x7fffffff, 0xffffffff, 0xfffffffe,
] as const;

/** One mutant: one to four changes, most of them where elements begin. */
export function mutant(
	bytes: Uint8Array,
	structure: readonly number[],
	random: (below: number) => number,
): Uint8Array {
	let changed: Uint8Array<ArrayBuffer> = new Uint8Array(bytes);
	for (let changes = 1 + random(4); changes > 0; changes--) changed = change(changed, structure, random);
	return changed;
}

function change(
	bytes: Uint8Array<ArrayBuffer>,
	structure: readonly number[],
	random: (below: number) => number,
): Uint8Array<ArrayBuffer> {
	const place = (): number => Math.min(structure[random(structure.length)]!, Math.max(0, bytes.length - 4));
	const at = random(4) === 0 ? random(bytes.length) : place();
	if (bytes.length < 8) return bytes;
	switch (random(8)) {
		case 0:
			bytes[at] = bytes[at]! ^ (1 << random(8));
			return bytes;
		case 1:
			bytes[at] = INTERESTING[random(INTERESTING.length)]!;
			return bytes;
		case 2:
			new DataView(bytes.buffer).setUint16(
				Math.min(at, bytes.length - 2),
				INTERESTING_WORDS[random(7)]!,
				random(8) > 0,
			);
			return bytes;
		case 3:
			new DataView(bytes.buffer).setUint32(
				Math.min(at, bytes.length - 4),
				INTERESTING_WORDS[random(11)]!,
				random(8) > 0,
			);
			return bytes;
		case 4:
			return bytes.slice(0, at);
		case 5: {
			const end = Math.min(bytes.length, Math.max(at, place()));
			return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(end)]);
		}
		case 6: {
			const end = Math.min(bytes.length, Math.max(at, place()), at + 256);
			return Uint8Array.from([...bytes.subarray(0, end), ...bytes.subarray(at, end), ...bytes.subarray(end)]);
		}
		default:
			bytes.copyWithin(at, place(), place() + 16);
			return bytes;
	}
}
