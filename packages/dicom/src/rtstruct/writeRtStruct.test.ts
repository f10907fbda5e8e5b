import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVolume, reorient, type Volume, worldToVoxel } from '@unetr/volume';
import { sharedData } from 'unetr-testkit';
import { afterAll, describe, expect, it } from 'vitest';
import { DicomError } from '../dicomError.ts';
import { parseDicom } from '../parse/parseDicom.ts';
import { readDicom } from '../readDicom.ts';
import { fillPolygon } from '../testing/fillPolygon.ts';
import { conformanceErrors, hasDciodvfy, hasPydicom, runPython } from '../testing/independent.ts';
import { madeLabels, madeSeries } from '../testing/madeSeries.ts';
import { readLabelNrrd } from '../testing/readLabelNrrd.ts';
import { writeRtStruct } from './writeRtStruct.ts';

const folder = mkdtempSync(join(tmpdir(), 'unetr-rtstruct-'));
afterAll(() => rmSync(folder, { recursive: true }));

const dcmqi = sharedData('dcmqi/data/segmentations');
const series = madeSeries([7, 6, 4]);
const labels = madeLabels(series, 3);
const segments = [
	{ value: 1, name: 'liver', color: '#dd8265' },
	{ value: 2, name: 'left kidney' },
	{ value: 3, name: 'liver tumor', algorithmType: 'MANUAL' as const },
	{ value: 5, name: 'spleen' },
];

/** A region and its contours, LPS mm, x y z in turn. */
interface Region {
	readonly number: number;
	readonly contours: readonly (readonly number[])[];
}

/** The map of labels whose voxel centres are inside the contours, filled in the volume's own slices. */
function filled({ shape, affine }: Volume, regions: readonly Region[]): number[] {
	const map = Array<number>(shape[0] * shape[1] * shape[2]).fill(0);
	for (const { number, contours } of regions) {
		for (const points of contours) {
			const corners = Array.from({ length: points.length / 3 }, (_, n) =>
				worldToVoxel(affine, [-points[3 * n]!, -points[3 * n + 1]!, points[3 * n + 2]!]),
			);
			const k = Math.round(corners[0]![2]);
			expect(corners.every((corner) => Math.abs(corner[2] - k) < 1e-4)).toBe(true);
			fillPolygon(
				corners.flatMap((corner) => corner.slice(0, 2)),
				shape[0],
				shape[1],
				0,
				(pixel) => {
					map[pixel + shape[0] * shape[1] * k]! += number;
				},
			);
		}
	}
	return map;
}

function regionsOf(bytes: Uint8Array): Region[] {
	return parseDicom(bytes)
		.dataset.items('ROIContourSequence')
		.map((item) => ({
			number: item.number('ReferencedROINumber')!,
			contours: item.items('ContourSequence').map((contour) => contour.numbers('ContourData')),
		}));
}

describe('writeRtStruct', () => {
	it('draws contours that enclose the centres of exactly the labels’ voxels, in any order of the axes', () => {
		const bytes = writeRtStruct(labels, { reference: series, segments, seed: 1, date: new Date(0) });
		expect(filled(labels, regionsOf(bytes))).toEqual([...labels.voxels]);
		for (const code of ['LPS', 'SAR', 'PIL']) {
			const turned = reorient(labels, code);
			expect(writeRtStruct(turned, { reference: series, segments, seed: 1, date: new Date(0) })).toEqual(
				bytes,
			);
		}
	});

	it('names regions, their colours, the frame of reference and the image of every contour', () => {
		const { dataset } = parseDicom(writeRtStruct(labels, { reference: series, segments }));
		const rois = dataset.items('StructureSetROISequence');
		expect(
			rois.map((roi) => [roi.number('ROINumber'), roi.text('ROIName'), roi.text('ROIGenerationAlgorithm')]),
		).toEqual([
			[1, 'liver', 'AUTOMATIC'],
			[2, 'left kidney', 'AUTOMATIC'],
			[3, 'liver tumor', 'MANUAL'],
			[5, 'spleen', 'AUTOMATIC'],
		]);
		for (const roi of rois) expect(roi.text('ReferencedFrameOfReferenceUID')).toBe('2.25.300');
		const [first, , , unseen] = dataset.items('ROIContourSequence');
		expect(first!.numbers('ROIDisplayColor')).toEqual([221, 130, 101]);
		expect(unseen!.items('ContourSequence')).toEqual([]);
		const images = first!
			.items('ContourSequence')
			.map((contour) => contour.items('ContourImageSequence')[0]!.text('ReferencedSOPInstanceUID'));
		expect([...new Set(images)]).toEqual(['2.25.400', '2.25.401', '2.25.402', '2.25.403']);
		for (const contour of first!.items('ContourSequence')) {
			expect(contour.text('ContourGeometricType')).toBe('CLOSED_PLANAR');
			expect(contour.numbers('ContourData')).toHaveLength(3 * contour.number('NumberOfContourPoints')!);
		}
		const [frame] = dataset.items('ReferencedFrameOfReferenceSequence');
		const [study] = frame!.items('RTReferencedStudySequence');
		expect(study!.text('ReferencedSOPInstanceUID')).toBe('2.25.100');
		expect(study!.items('RTReferencedSeriesSequence')[0]!.items('ContourImageSequence')).toHaveLength(4);
		const types = dataset.items('RTROIObservationsSequence').map((item) => item.text('RTROIInterpretedType'));
		expect(types).toEqual(['ORGAN', 'ORGAN', undefined, 'ORGAN']);
	});

	it('refuses an empty map and labels without a name', () => {
		const empty = createVolume({ ...labels, voxels: new Uint8Array(labels.voxels.length) });
		expect(() => writeRtStruct(empty, { segments })).toThrow('no contours to write');
		expect(() => writeRtStruct(labels, { segments: [] })).toThrow(DicomError);
	});
});

describe.skipIf(!hasPydicom() || !hasDciodvfy() || dcmqi === null)(
	'structure sets we write, of real slices (skipped where ../shared/data, python3-pydicom or dicom3tools is missing)',
	() => {
		it.each([
			['ct-3slice', 'liver_seg.nrrd'],
			['ct-3slice', 'partial_overlaps-3.nrrd'],
			['23x38x3/image', '23x38x3/nrrd/label.nrrd'],
		])('%s with %s: conform, and pydicom reads the label map from them', async (image, label) => {
			const map = readLabelNrrd(`${dcmqi}/${label}`);
			const path = join(folder, 'rtstruct.dcm');
			writeFileSync(path, writeRtStruct(map, { reference: await readDicom(`${dcmqi}/${image}`) }));
			expect(conformanceErrors(path)).toEqual([]);
			const [line] = runPython(
				`
import json, sys, pydicom
data = pydicom.dcmread(sys.argv[1])
print(json.dumps([{
    'number': int(roi.ReferencedROINumber),
    'contours': [[float(x) for x in contour.ContourData] for contour in roi.ContourSequence],
} for roi in data.ROIContourSequence]))
`,
				[path],
			);
			const read = filled(map, JSON.parse(line!));
			expect(read.filter((value, n) => value !== map.voxels[n])).toHaveLength(0);
		});
	},
);
