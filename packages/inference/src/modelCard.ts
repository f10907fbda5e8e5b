import type { BundleSpec } from './bundleSpec.ts';

/**
 * A model card in Markdown from what a bundle knows.
 *
 * @param spec of the bundle
 */
export function modelCard(spec: BundleSpec): string {
	const { model, labels, inference, preprocessing, postprocessing, training } = spec;
	const { overlap = 0.25, mode = 'constant' } = inference;
	const rows = Object.entries(training).map(([name, value]) => `| ${name} | ${cell(value)} |`);
	return [
		`# ${model.name} model card`,
		'',
		'Not a medical device. For research; check every result before it is used for anything.',
		'',
		'## Network',
		'',
		`\`${model.name}\` with ${cell(model.config)}`,
		'',
		'## Input',
		'',
		`Orientation ${preprocessing.orientation}, intensity ${cell(preprocessing.intensity)}; windows of ${inference.roiSize.join(' × ')} voxels, overlap ${overlap}, ${mode} blending.`,
		'',
		'## Output',
		'',
		'| value | class |',
		'|---|---|',
		...labels.map(({ value, name }) => `| ${value} | ${name} |`),
		'',
		`Post-processing: ${postprocessing.keepLargest?.length ? `largest component of the classes ${postprocessing.keepLargest.join(', ')}` : 'none'}.`,
		...(rows.length > 0 ? ['', '## Training', '', '| | |', '|---|---|', ...rows] : []),
		'',
		'## Weights',
		'',
		`\`${spec.weights.file}\`, SHA-256 \`${spec.weights.sha256}\``,
		'',
	].join('\n');
}

function cell(value: unknown): string {
	const text = typeof value === 'string' ? value : `\`${JSON.stringify(value)}\``;
	return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
