import { displayRange, renderSlice } from './renderSlice.ts';
import type { ReportClass, ReportSlices } from './runReport.ts';
import { busiestSlice, SLICE_PLANES, type SliceSource } from './slicePlane.ts';

/** Draws a case for the report: three planes, each as scan, with the reference and with the prediction. */
export function drawCase(
	id: string,
	note: string,
	source: SliceSource,
	classes: readonly ReportClass[],
): ReportSlices {
	const range = displayRange(source.scan);
	return {
		id,
		note,
		views: SLICE_PLANES.map((plane) => {
			const index = busiestSlice(source, plane);
			const draw = (labels?: ArrayLike<number>): Uint8Array =>
				renderSlice(source, plane, index, labels, classes, range);
			return {
				plane: plane.name,
				scan: draw(),
				reference: draw(source.reference),
				prediction: draw(source.prediction),
			};
		}),
	};
}
