import type { TopLevelSpec } from 'vega-lite';
import type { LossPoint, ReportCase, ReportClass, ValidationPoint } from './runReport.ts';

const WIDTH = 430;
const HEIGHT = 200;

/** Loss of every step, faint, with its running mean over about a thirtieth of the run. */
export function lossChart(loss: readonly LossPoint[]): TopLevelSpec {
	const half = Math.max(1, Math.round(loss.length / 60));
	return {
		width: WIDTH,
		height: HEIGHT,
		data: { values: thin(loss) },
		transform: [{ window: [{ op: 'mean', field: 'loss', as: 'smooth' }], frame: [-half, half] }],
		encoding: {
			x: { field: 'step', type: 'quantitative', title: 'Step', axis: { format: 'd', tickCount: 6 } },
		},
		layer: [
			{
				mark: { type: 'line', color: 'currentColor', opacity: 0.3, strokeWidth: 1 },
				encoding: { y: { field: 'loss', type: 'quantitative', title: 'Loss', scale: { zero: false } } },
			},
			{
				mark: { type: 'line', color: '#2a8cd6', strokeWidth: 2.2 },
				encoding: { y: { field: 'smooth', type: 'quantitative', title: 'Loss' } },
			},
		],
	};
}

/** Mean Dice of each class on the validation cases over the run. */
export function validationChart(
	validation: readonly ValidationPoint[],
	classes: readonly ReportClass[],
): TopLevelSpec {
	return {
		width: WIDTH,
		height: HEIGHT,
		data: {
			values: validation.flatMap(({ step, dice }) =>
				classes.map(({ name }, index) => ({ step, name, dice: dice[index] ?? null })),
			),
		},
		mark: { type: 'line', point: { size: 36, filled: true }, strokeWidth: 2.2 },
		encoding: {
			x: { field: 'step', type: 'quantitative', title: 'Step', axis: { format: 'd', tickCount: 6 } },
			y: { field: 'dice', type: 'quantitative', title: 'Dice', scale: { domain: [0, 1] } },
			color: classColor(classes),
		},
	};
}

/** Dice of every case, one row of dots a class, with the mean as a tick. */
export function caseChart(cases: readonly ReportCase[], classes: readonly ReportClass[]): TopLevelSpec {
	const values = cases.flatMap(({ id, dice }) =>
		classes.map(({ name }, index) => ({ id, name, dice: dice[index] ?? null })),
	);
	return {
		width: WIDTH,
		height: { step: 56 },
		data: { values: values.filter(({ dice }) => dice !== null) },
		encoding: {
			y: { field: 'name', type: 'nominal', title: null, sort: classes.map(({ name }) => name) },
			x: { type: 'quantitative', title: 'Dice', scale: { zero: false, nice: true, padding: 8 } },
		},
		layer: [
			{
				mark: { type: 'circle', size: 70, opacity: 0.65 },
				encoding: { x: { field: 'dice' }, color: { ...classColor(classes), legend: null } },
			},
			{
				mark: { type: 'tick', color: 'currentColor', thickness: 2, size: 34 },
				encoding: { x: { aggregate: 'mean', field: 'dice' } },
			},
		],
	};
}

function classColor(classes: readonly ReportClass[]) {
	return {
		field: 'name',
		type: 'nominal' as const,
		sort: classes.map(({ name }) => name),
		scale: { domain: classes.map(({ name }) => name), range: classes.map(({ color }) => color) },
	};
}

/** At most about a thousand points, so that the page of a long run stays small. */
function thin(loss: readonly LossPoint[]): LossPoint[] {
	const every = Math.ceil(loss.length / 1000);
	return loss.filter((_, index) => index % every === 0);
}
