import { type Summary, summarise } from '@unetr/metrics';
import { caseChart, lossChart, validationChart } from './charts.ts';
import { formatSummary } from './formatSummary.ts';
import { html, type Markup, trusted } from './html.ts';
import { renderChart } from './renderChart.ts';
import { REPORT_STYLE } from './reportStyle.ts';
import type { ReportClass, ReportSlices, RunReport } from './runReport.ts';

/** Renders a run as one HTML page that needs no other file and no network. */
export async function renderReport(report: RunReport): Promise<string> {
	const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${report.title}</title>
<style>${trusted(REPORT_STYLE)}</style>
</head>
<body>
<main>
${await renderSections(report)}
</main>
</body>
</html>
`;
	return page.markup;
}

async function renderSections(report: RunReport): Promise<Markup> {
	return html`<header>
<h1>${report.title}</h1>
<p class="quiet">${report.summary}</p>
<p class="notice">Not a medical device. For research and teaching only.</p>
${scores(report)}
</header>
<section aria-labelledby="course">
<h2 id="course">Course of the training</h2>
<div class="charts">${await courseCharts(report)}</div>
</section>
<section aria-labelledby="slices">
<h2 id="slices">Slices</h2>
<p class="quiet">Radiological convention: patient right is on the left of the picture, anterior or superior on top; sagittal views look from the side with anterior on the left. Each plane is the one with the largest reference area.</p>
${legend(report.classes)}
${report.slices.map(caseSlices)}
</section>
<section aria-labelledby="cases">
<h2 id="cases">Dice of each held-out case</h2>
${await casePlot(report)}
${caseTable(report)}
<p class="quiet">${report.policy}</p>
</section>
<section aria-labelledby="facts">
<h2 id="facts">How it was made</h2>
<dl class="facts">${report.facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
</section>
<section aria-labelledby="files">
<h2 id="files">Files</h2>
<ul>${report.files.map(([path, what]) => html`<li><code>${path}</code> <span class="quiet">${what}</span></li>`)}</ul>
</section>
<footer>Made by unetr. Not a medical device: nothing here may guide the care of a patient.</footer>`;
}

function scores({ cases, classes }: RunReport): Markup {
	const all = summarise(cases.map(({ dice }) => summarise(dice).mean));
	const card = (label: Markup, summary: Summary): Markup =>
		html`<li><span class="label">${label}</span><span class="value">${summary.mean?.toFixed(3) ?? '–'}</span><span class="quiet">${
			summary.sd === null ? '' : `± ${summary.sd.toFixed(3)}, `
		}n = ${summary.n}</span></li>`;
	return html`<ul class="scores" aria-label="Mean Dice of the held-out cases">
${card(html`Mean foreground Dice`, all)}
${classes.map((entry, index) => card(swatch(entry), summarise(cases.map(({ dice }) => dice[index] ?? null))))}
</ul>`;
}

async function courseCharts({ loss, validation, classes }: RunReport): Promise<Markup[]> {
	const charts: Markup[] = [];
	if (loss.length > 0) {
		const svg = await renderChart(lossChart(loss), 'Training loss over the steps');
		charts.push(chart(svg, 'Training loss: every step (faint) and its running mean.'));
	}
	if (validation.length > 0) {
		const svg = await renderChart(validationChart(validation, classes), 'Validation Dice over the steps');
		charts.push(chart(svg, 'Mean Dice of the validation cases during training.'));
	}
	return charts;
}

async function casePlot({ cases, classes }: RunReport): Promise<Markup> {
	if (cases.length < 2) return html``;
	const svg = await renderChart(caseChart(cases, classes), 'Dice of each case by class, with the mean');
	return chart(svg, 'One dot a case; the tick is the mean of the class.');
}

function chart(svg: string, caption: string): Markup {
	return html`<figure class="chart">${trusted(svg)}<figcaption>${caption}</figcaption></figure>`;
}

function caseTable({ cases, classes }: RunReport): Markup {
	const cell = (value: number | null | undefined): Markup =>
		html`<td>${value === null || value === undefined ? 'absent' : value.toFixed(4)}</td>`;
	const summary = (values: (number | null)[]): Markup => html`<td>${formatSummary(summarise(values))}</td>`;
	return html`<div class="table" tabindex="0" role="region" aria-label="Dice of each case"><table>
<thead><tr><th scope="col">Case</th>${classes.map(({ name }) => html`<th scope="col">${name}</th>`)}<th scope="col">Mean</th></tr></thead>
<tbody>${cases.map(
		({ id, dice }) =>
			html`<tr><td>${id}</td>${classes.map((_, index) => cell(dice[index]))}${cell(summarise(dice).mean)}</tr>`,
	)}</tbody>
<tfoot><tr><th scope="row">Mean ± sd (n)</th>${classes.map((_, index) =>
		summary(cases.map(({ dice }) => dice[index] ?? null)),
	)}${summary(cases.map(({ dice }) => summarise(dice).mean))}</tr></tfoot>
</table></div>`;
}

function legend(classes: readonly ReportClass[]): Markup {
	return html`<ul class="legend" aria-label="Colours of the classes">${classes.map(
		(entry) => html`<li>${swatch(entry)} <span class="quiet">label ${entry.value}</span></li>`,
	)}</ul>`;
}

function swatch({ color, name }: ReportClass): Markup {
	return html`<span class="swatch" style="background:${color}"></span> ${name}`;
}

function caseSlices({ id, note, views }: ReportSlices): Markup {
	const rows = [
		['scan', 'Scan'],
		['reference', 'Reference'],
		['prediction', 'Prediction'],
	] as const;
	return html`<h3>${id} <span class="quiet">· ${note}</span></h3>
<div class="case"><span></span>${views.map(({ plane }) => html`<span class="head">${plane}</span>`)}
${rows.map(
	([key, title]) =>
		html`<span class="row">${title}</span>${views.map(
			(view) =>
				html`<img alt="${title} of ${id}, ${view.plane} slice" src="data:image/png;base64,${Buffer.from(view[key]).toString('base64')}">`,
		)}`,
)}</div>`;
}
