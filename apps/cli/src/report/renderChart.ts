import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

/**
 * Renders a vega-lite chart to SVG markup without a browser.
 *
 * Text and axes take the colour of the surrounding text, so that the chart follows a light or dark page and print.
 *
 * @param spec - Chart with inline values only.
 * @param label - What the chart shows, read out by screen readers.
 */
export async function renderChart(spec: TopLevelSpec, label: string): Promise<string> {
	const view = new View(parse(compile({ ...spec, config: CHART_CONFIG }).spec), { renderer: 'none' });
	try {
		const svg = await view.toSVG();
		return svg.replace('<svg ', `<svg role="img" aria-label="${label}" `);
	} finally {
		view.finalize();
	}
}

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

const CHART_CONFIG: NonNullable<TopLevelSpec['config']> = {
	background: 'transparent',
	font: FONT,
	view: { stroke: null },
	axis: {
		domainColor: 'currentColor',
		domainOpacity: 0.35,
		gridColor: 'currentColor',
		gridOpacity: 0.12,
		tickColor: 'currentColor',
		tickOpacity: 0.35,
		labelColor: 'currentColor',
		labelOpacity: 0.75,
		titleColor: 'currentColor',
		titleFontWeight: 500,
		labelFontSize: 11,
		titleFontSize: 12,
	},
	legend: {
		labelColor: 'currentColor',
		titleColor: 'currentColor',
		labelFontSize: 12,
		orient: 'top',
		title: null,
	},
};
