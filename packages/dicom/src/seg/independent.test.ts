import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVolume, type Point3, scalingAffine, voxelToWorld } from '@unetr/volume';
import { sharedData } from 'unetr-testkit';
import { afterAll, describe, expect, it } from 'vitest';
import { readDicom } from '../readDicom.ts';
import {
	conformanceErrors,
	hasDciodvfy,
	hasPydicom,
	openWithPydicom,
	type PydicomSegmentation,
	runPython,
} from '../testing/independent.ts';
import { madeLabels, madeSeries } from '../testing/madeSeries.ts';
import { readLabelNrrd } from '../testing/readLabelNrrd.ts';
import { ANATOMY_TERMS } from './anatomyTerms.ts';
import { readSegmentation } from './readSegmentation.ts';
import { writeSegmentation } from './writeSegmentation.ts';

const folder = mkdtempSync(join(tmpdir(), 'unetr-seg-'));
afterAll(() => rmSync(folder, { recursive: true }));

const dcmqi = sharedData('dcmqi/data/segmentations');
const SEGMENTATION_CLASS = '1.2.840.10008.5.1.4.1.1.66.4';
const LABELMAP_CLASS = '1.2.840.10008.5.1.4.1.1.66.7';

const series = madeSeries([5, 3, 4]);
const labels = madeLabels(series, 3);

function written(name: string, bytes: Uint8Array): string {
	const path = join(folder, `${name}.dcm`);
	writeFileSync(path, bytes);
	return path;
}

/** Places of pixels with a segment's number, RAS mm, rounded to micrometres. */
function insidePixels({
	shape,
	segments,
	positions,
	orientation: o,
	spacing,
	pixels,
}: PydicomSegmentation): string[] {
	const [columns, rows] = shape;
	return [...pixels.entries()].flatMap(([n, value]) => {
		if (value === 0) return [];
		const frame = Math.floor(n / (columns * rows));
		const [c, r] = [n % columns, Math.floor(n / columns) % rows];
		const lps = [0, 1, 2].map(
			(a) => positions[frame]![a]! + c * spacing[1]! * o[a]! + r * spacing[0]! * o[3 + a]!,
		);
		return `${segments[frame] ?? value} at ${[-lps[0]!, -lps[1]!, lps[2]!].map((mm) => Math.round(mm * 1000)).join(' ')}`;
	});
}

function insideVoxels({ shape: [ni, nj], voxels, affine }: ReturnType<typeof madeLabels>): string[] {
	return [...voxels.entries()].flatMap(([n, value]) => {
		if (value === 0) return [];
		const index: Point3 = [n % ni, Math.floor(n / ni) % nj, Math.floor(n / ni / nj)];
		return `${value} at ${voxelToWorld(affine, index)
			.map((mm) => Math.round(mm * 1000))
			.join(' ')}`;
	});
}

describe.skipIf(!hasPydicom())(
	'segmentations we write, opened by pydicom (skipped where python3-pydicom is missing)',
	() => {
		it('have every label in its place, frames of 15 pixels and oblique slices too', () => {
			const segments = ['liver', 'left kidney', 'Größe'].map((name, n) => ({ value: n + 1, name }));
			const [read] = openWithPydicom([
				written('oblique', writeSegmentation(labels, { reference: series, segments })),
			]);
			expect(read).toMatchObject({
				shape: [5, 3, 12],
				patient: 'Müller^Jörg',
				labels: ['liver', 'left kidney', 'Größe'],
			});
			expect(insidePixels(read!).sort()).toEqual(insideVoxels(labels).sort());
		});

		it.each([1, 100])('are maps of labels with their own numbers: %i times 1 to 3', (factor) => {
			const voxels = Uint16Array.from(labels.voxels, (value) => factor * value);
			const map = createVolume({ ...labels, voxels });
			const bytes = writeSegmentation(map, { type: 'LABELMAP', reference: series });
			const [read] = openWithPydicom([written(`map${factor}`, bytes)]);
			expect(read!.labels).toEqual(['Background', ...[1, 2, 3].map((value) => `label ${factor * value}`)]);
			expect(read!.shape).toEqual([5, 3, 4]);
			expect(insidePixels(read!).sort()).toEqual(insideVoxels(map).sort());
		});

		it.skipIf(dcmqi === null)(
			"hold dcmqi's label map of 23 × 38 pixels a frame (skipped where ../shared/data is missing)",
			async () => {
				const map = readLabelNrrd(`${dcmqi}/23x38x3/nrrd/label.nrrd`);
				const images = [
					await readDicom(`${dcmqi}/23x38x3/image`),
					await readDicom(`${dcmqi}/23x38x3/multiframe/mf.dcm`),
				];
				const paths = images.map((reference, n) => written(`odd${n}`, writeSegmentation(map, { reference })));
				for (const read of openWithPydicom(paths)) {
					expect(insidePixels(read).sort()).toEqual(insideVoxels(map).sort());
				}
				for (const [n, path] of paths.entries()) {
					if (hasDciodvfy()) expect(conformanceErrors(path)).toEqual([]);
					const [back] = (await readSegmentation(path, { reference: images[n]! })).maps;
					expect([...back!.voxels]).toEqual([...map.voxels]);
				}
			},
		);

		it('has terms that the dictionary of SNOMED CT codes in DICOM knows by their meanings', () => {
			const terms = ANATOMY_TERMS.map(({ value, meaning }) => `${value} ${meaning}`);
			const known = runPython(
				`
from pydicom.sr._concepts_dict import concepts
for meanings in concepts['SCT'].values():
    for value, (meaning, _) in meanings.items():
        print(value, meaning)
`,
				[],
			);
			expect(terms.length).toBeGreaterThan(60);
			expect(terms.filter((term) => !known.includes(term))).toEqual([]);
		});
	},
);

describe.skipIf(!hasDciodvfy())(
	'segmentations we write, checked by dciodvfy (skipped where dicom3tools is missing)',
	() => {
		const flat = createVolume({
			voxels: Uint8Array.of(0, 1, 2, 0),
			shape: [2, 2, 1],
			affine: scalingAffine([1, 1, 1]),
		});
		const fractions = createVolume({
			...labels,
			voxels: Float32Array.from(labels.voxels, (value) => value / 3),
		});
		it.each([
			['of a series', writeSegmentation(labels, { reference: series })],
			[
				'with colours, sides and regions',
				writeSegmentation(labels, {
					reference: series,
					segments: [
						{ value: 1, name: 'left kidney', color: '#80ae80', description: 'upper pole' },
						{ value: 2, name: 'liver tumor', algorithmType: 'SEMIAUTOMATIC' },
						{ value: 3, name: 'spleen', algorithmType: 'MANUAL', tracking: { id: 'spleen', uid: '2.25.5' } },
					],
				}),
			],
			['with every frame', writeSegmentation(labels, { reference: series, emptyFrames: 'keep' })],
			['of overlapping maps', writeSegmentation([labels, labels], { reference: series })],
			['of fractions', writeSegmentation(fractions, { type: 'FRACTIONAL', reference: series })],
			['without a series', writeSegmentation(flat)],
		])('%s: no error', (name, bytes) => {
			expect(conformanceErrors(written(name, bytes))).toEqual([]);
		});

		it('as maps of labels: nothing but what its edition of the standard, 2022, does not know of them', () => {
			const bytes = writeSegmentation(labels, { type: 'LABELMAP', reference: series });
			// Under the class of the other segmentations it is looked at all the same.
			const text = Buffer.from(bytes).toString('latin1').replaceAll(LABELMAP_CLASS, SEGMENTATION_CLASS);
			const errors = conformanceErrors(written('labelmap', Buffer.from(text, 'latin1')));
			const unknown = [
				/SegmentNumber not monotonically increasing from one by one/,
				/Value is zero for value 1 of attribute <Segment Number>/,
				/Unrecognized enumerated value <LABELMAP>/,
				/Missing attribute .*<SegmentIdentificationSequence>/,
			];
			expect(errors.filter((error) => !unknown.some((known) => known.test(error)))).toEqual([]);
		});

		it.skipIf(dcmqi === null)(
			'of a CT of 512 × 512 (skipped where ../shared/data is missing): no error',
			async () => {
				const maps = [1, 2, 3].map((n) => readLabelNrrd(`${dcmqi}/partial_overlaps-${n}.nrrd`));
				const bytes = writeSegmentation(maps, { reference: await readDicom(`${dcmqi}/ct-3slice`) });
				expect(conformanceErrors(written('ct', bytes))).toEqual([]);
			},
		);
	},
);
