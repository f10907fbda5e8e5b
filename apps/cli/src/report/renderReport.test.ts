import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { drawCase } from './drawCase.ts';
import { html } from './html.ts';
import { renderReport } from './renderReport.ts';
import type { RunReport } from './runReport.ts';
import type { SliceSource } from './slicePlane.ts';

const classes = [
	{ value: 1, name: 'Head & <neck>', color: '#ff0000' },
	{ value: 2, name: 'Tail', color: '#0000ff' },
];

/** 4×6×8 voxels of 1×2×1 mm; class 1 in the corner of high i, j and k, on a scan that is black elsewhere. */
function cornerCase(): SliceSource {
	const shape = [4, 6, 8] as const;
	const labels = new Uint8Array(4 * 6 * 8);
	labels[(3 * 6 + 5) * 8 + 7] = 1;
	return {
		shape,
		spacingMm: [1, 2, 1],
		scan: new Float32Array(4 * 6 * 8),
		reference: labels,
		prediction: labels,
	};
}

const report: RunReport = {
	title: 'A run',
	summary: 'Trained on few.',
	facts: [['Seed', '42']],
	classes,
	loss: [1, 2, 3].map((step) => ({ step, loss: 1 / step })),
	validation: [{ step: 3, dice: [0.5, null] }],
	cases: [
		{ id: 'case_a', dice: [0.9, null] },
		{ id: 'case_b', dice: [0.7, 0.5] },
	],
	slices: [drawCase('case_a', 'best case', cornerCase(), classes)],
	policy: 'Absent classes are left out.',
	files: [['bundle.json', 'the bundle']],
};

describe('renderReport', () => {
	it('is one page without any address of another file', async () => {
		const page = await renderReport(report);
		expect(page).not.toMatch(/(src|href)="(?!data:)/);
		expect(page).not.toMatch(/url\(|@import|<script/);
		expect(page.match(/data:image\/png;base64,/g)).toHaveLength(9);
		expect(page.match(/<svg role="img" aria-label="/g)).toHaveLength(3);
	});

	it('states mean, deviation and number, and keeps the column of a class that is absent', async () => {
		const page = await renderReport(report);
		expect(page).toContain('0.800 ± 0.141 (n = 2)');
		expect(page).toContain('0.500 (n = 1)');
		expect(page).toContain('<td>absent</td>');
		expect(page).toContain('Not a medical device');
	});

	it('escapes names', async () => {
		const page = await renderReport(report);
		expect(page).toContain('Head &amp; &lt;neck&gt;');
		expect(html`<b>${'"<'}</b>`.markup).toBe('<b>&quot;&lt;</b>');
	});
});

describe('drawCase', () => {
	it('shows patient right on the left and anterior and superior on top, in square millimetres', () => {
		const [axial, coronal, sagittal] = drawCase('a', '', cornerCase(), classes).views.map(({ reference }) =>
			PNG.sync.read(Buffer.from(reference)),
		);
		const tint = [Math.round(0.38 * 255), 0, 0];
		for (const png of [axial, coronal, sagittal]) expect([...png!.data.subarray(0, 3)]).toEqual(tint);
		expect([axial!.width, axial!.height]).toEqual([75, 224]);
		expect([coronal!.width, coronal!.height]).toEqual([112, 224]);
		expect([sagittal!.width, sagittal!.height]).toEqual([224, 149]);
		const last = axial!.data.length - 4;
		expect([...axial!.data.subarray(last, last + 3)]).toEqual([0, 0, 0]);
	});
});
