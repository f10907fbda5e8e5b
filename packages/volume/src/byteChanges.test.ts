import { describe, expect, it } from 'vitest';
import { type SeedFile, type SeedFormat, seedBytes, seedFiles } from './testing/seedFiles.ts';
import { volumeOrNothing } from './testing/tryMutants.ts';
import type { Volume } from './volume.ts';

const FORMATS = ['nifti', 'nrrd', 'metaimage'] as const satisfies readonly SeedFormat[];
const seeds = FORMATS.flatMap((format) =>
	seedFiles[format].map((seed) => ({ format, seed, name: seed.name })),
);

describe('every prefix of a small file', () => {
	it.each(seeds)('is refused, or all that it needs: $format $name', async ({ format, seed }) => {
		const bytes = seedBytes(format, seed);
		const whole = await volumeOrNothing(bytes);
		for (let end = 0; end < bytes.length; end++) {
			const volume = await volumeOrNothing(bytes.slice(0, end));
			// Nothing stands behind the voxels of these files that a reader could do without, but the last digit of a number.
			if (volume === undefined) continue;
			expect([format, seed.name, end]).toEqual([
				format,
				expect.stringMatching(/^(ascii|text)$/),
				bytes.length - 1,
			]);
			expect(volume.voxels.slice(0, -1)).toEqual(whole!.voxels.slice(0, -1));
		}
	});
});

/** What a file says of its voxels, read off with no regard for what may be wrong. */
interface Told {
	readonly shape: readonly number[];
	readonly channels: number;
	readonly affine: readonly (readonly number[])[];
	/** The first voxel and the last. */
	readonly ends: readonly number[];
}

const numbersOf = (text: string): number[] => (text.match(/[-+\d.e]+|nan/gi) ?? []).map(Number);

/** The lines of a text header up to its end, by what stands before the separator; and the byte behind it. */
function linesOf(
	bytes: Uint8Array,
	isEnd: (line: string) => boolean,
	separator: RegExp,
): { field: (name: string, missing?: string) => string; start: number } {
	const fields = new Map<string, string>();
	let start = 0;
	for (const line of Buffer.from(bytes).toString('latin1').split('\n')) {
		start += line.length + 1;
		const at = line.search(separator);
		if (at > 0 && !line.startsWith('#')) {
			fields.set(line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim());
		}
		if (isEnd(line)) break;
	}
	return { field: (name, missing = '') => fields.get(name) || missing, start };
}

/** What an NRRD of int16 with three axes in a named space says. */
function toldByNrrd(bytes: Uint8Array): Told {
	const { field, start } = linesOf(bytes, (line) => /^\r?$/.test(line), /:(?!=)/);
	const sizes = numbersOf(field('sizes'));
	const space = field('space').toLowerCase();
	const signs = /^(right|ras)/.test(space)
		? [1, 1, 1]
		: /^(left-a|las)/.test(space)
			? [-1, 1, 1]
			: [-1, -1, 1];
	const steps = [...field('space directions', '(1,0,0) (0,1,0) (0,0,1)').matchAll(/\(([^)]*)\)/g)].map(
		([, vector]) => numbersOf(vector),
	);
	const origin = numbersOf(field('space origin', '0 0 0'));
	return {
		shape: sizes,
		channels: 1,
		affine: [0, 1, 2].map((r) => [...steps.map((step) => signs[r] * step[r]), signs[r] * origin[r]]),
		ends: endsOf(bytes, start, sizes, typeCode(field('type')), field('endian').toLowerCase() === 'little'),
	};
}

/** What a MetaImage of three axes says. */
function toldByMetaImage(bytes: Uint8Array): Told {
	const { field, start } = linesOf(bytes, (line) => /^\s*ElementDataFile\b/.test(line), /[=:]/);
	const sizes = numbersOf(field('dimsize'));
	const matrix = numbersOf(field('transformmatrix', '1 0 0 0 1 0 0 0 1'));
	const spacing = numbersOf(field('elementspacing', '1 1 1'));
	const offset = numbersOf(field('offset', '0 0 0'));
	const signs = [-1, -1, 1];
	const type = field('elementtype')
		.replace('MET_', '')
		.replace(/CHAR$/, '8')
		.replace(/SHORT$/, '16');
	return {
		shape: sizes,
		channels: 1,
		affine: [0, 1, 2].map((r) => [
			...[0, 1, 2].map((a) => signs[r] * matrix[3 * a + r] * spacing[a]),
			signs[r] * offset[r],
		]),
		ends: endsOf(
			bytes,
			start,
			sizes,
			type.startsWith('U') ? type.toLowerCase() : `i${type}`,
			!/^(t|1)/i.test(field('binarydatabyteordermsb')),
		),
	};
}

function typeCode(name: string): string {
	const lower = name.toLowerCase();
	if (/^(signed )?short( int)?$|^int16(_t)?$/.test(lower)) return 'i16';
	if (/^u|unsigned/.test(lower)) return /short|16/.test(lower) ? 'u16' : 'u8';
	return /int8|char/.test(lower) ? 'i8' : lower;
}

function endsOf(
	bytes: Uint8Array,
	start: number,
	sizes: readonly number[],
	type: string,
	little: boolean,
): number[] {
	const view = new DataView(bytes.buffer, bytes.byteOffset);
	const last = sizes.reduce((product, size) => product * size, 1) - 1;
	return [0, last].map((n) => {
		if (type === 'i16') return view.getInt16(start + 2 * n, little);
		if (type === 'u16') return view.getUint16(start + 2 * n, little);
		return type === 'u8' ? view.getUint8(start + n) : view.getInt8(start + n);
	});
}

/** What a NIfTI-1 file of at most three axes with an sform says. */
function toldByNifti(bytes: Uint8Array): Told {
	const view = new DataView(bytes.buffer, bytes.byteOffset);
	const little = view.getInt16(40, true) >= 1 && view.getInt16(40, true) <= 7;
	const dims = [0, 1, 2, 3, 4, 5, 6, 7].map((n) => view.getInt16(40 + 2 * n, little));
	const sizes = dims.slice(1).map((size, n) => (n < dims[0] ? size : 1));
	const unit = { 1: 1000, 3: 0.001 }[bytes[123] & 7] ?? 1;
	const entry = (r: number, c: number): number => {
		if (view.getInt16(254, little) > 0) return view.getFloat32(280 + 16 * r + 4 * c, little);
		return r === c ? Math.abs(view.getFloat32(80 + 4 * c, little)) : 0;
	};
	const datatype = view.getInt16(70, little);
	const types: Record<number, string> = { 2: 'u8', 4: 'i16', 256: 'i8', 512: 'u16' };
	const slope = view.getFloat32(112, little);
	const intercept = view.getFloat32(116, little);
	// Beyond 2^110 and below 2^-110 float32 would overflow or round away.
	const wide = Math.abs(slope) < 2 ** -110 || Math.max(Math.abs(slope), Math.abs(intercept)) > 2 ** 110;
	const kept = wide ? (value: number): number => value : Math.fround;
	const scaled = Number.isFinite(slope) && slope !== 0;
	const ends = endsOf(bytes, view.getFloat32(108, little) || 352, sizes, types[datatype], little);
	return {
		shape: sizes.slice(0, 3),
		channels: sizes.slice(3).reduce((product, size) => product * size, 1),
		affine: [0, 1, 2].map((r) => [0, 1, 2, 3].map((c) => entry(r, c) * unit)),
		ends: ends.map((value) => (scaled ? kept(slope * value + intercept) : value)),
	};
}

function expectTold(volume: Volume, told: Told): void {
	const { voxels, shape, channels } = volume;
	expect([shape, channels]).toEqual([told.shape, told.channels]);
	for (const [r, row] of told.affine.entries()) {
		for (const [c, value] of row.entries()) {
			expect(Math.abs(volume.affine[r][c] - value)).toBeLessThanOrEqual(1e-12 * Math.abs(value));
		}
	}
	expect([voxels[0], voxels[voxels.length - 1]]).toEqual(told.ends);
}

const find = (format: SeedFormat, name: string): SeedFile =>
	seedFiles[format].find((seed) => seed.name === name)!;

describe('every change of a single byte', () => {
	it.each([
		{ format: 'nifti', name: 'sform.nii', told: toldByNifti },
		{ format: 'nrrd', name: 'raw', told: toldByNrrd },
		{ format: 'metaimage', name: 'raw', told: toldByMetaImage },
	] as const)(
		'of $format is refused, or gives what the file then says',
		{ timeout: 600_000 },
		async (one) => {
			const seed = seedBytes(one.format, find(one.format, one.name));
			let read = 0;
			for (let at = 0; at < Math.min(512, seed.length); at++) {
				for (let byte = 0; byte < 256; byte++) {
					if (byte === seed[at]) continue;
					const changed = seed.slice();
					changed[at] = byte;
					const volume = await volumeOrNothing(changed);
					if (volume === undefined) continue;
					read++;
					try {
						expectTold(volume, one.told(changed));
					} catch (cause) {
						const text = JSON.stringify(Buffer.from(changed.subarray(0, 352)).toString('latin1'));
						throw new Error(`byte ${at} as ${byte}: ${(cause as Error).message}\n${text}`);
					}
				}
			}
			expect(read).toBeGreaterThan(10_000);
		},
	);
});
