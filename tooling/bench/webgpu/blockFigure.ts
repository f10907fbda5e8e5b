import { type BlockMemory, scoresBytes } from './blockMemory.ts';

const [width, height, left, right, top, bottom] = [640, 360, 60, 150, 30, 48];
const mostBytes = 1.2e9;

interface Line {
	readonly label: string;
	readonly color: string;
	readonly dash?: string;
	bytes(one: BlockMemory): number;
}

const lines: readonly Line[] = [
	{ label: 'forward', color: '#0072b2', bytes: ({ forwardBytes }) => forwardBytes },
	{
		...{ label: 'forward and backward', color: '#d55e00' },
		bytes: ({ forwardBackwardBytes }) => forwardBackwardBytes,
	},
	{
		...{ label: 'one matrix of scores', color: '#6b6b6b', dash: '5 4' },
		bytes: ({ tokens }) => scoresBytes(tokens, 12),
	},
];

/** Memory over tokens as SVG, with what a single matrix of scores would take. */
export function blockFigure(points: readonly BlockMemory[]): string {
	const most = Math.max(...points.map(({ tokens }) => tokens));
	const x = (tokens: number) => left + ((width - left - right) * tokens) / most;
	const y = (bytes: number) => height - bottom - ((height - top - bottom) * bytes) / mostBytes;
	const point = (at: number) => at.toFixed(1);
	const grid = [0, 0.3e9, 0.6e9, 0.9e9, 1.2e9].map(
		(bytes) =>
			`<path d="M${left} ${point(y(bytes))}H${width - right}" stroke="#ddd"/>` +
			`<text x="${left - 6}" y="${point(y(bytes) + 4)}" text-anchor="end">${(bytes / 1e9).toFixed(1)}</text>`,
	);
	const ticks = [0, 1024, 2048, 3072, 4096].map(
		(tokens) =>
			`<text x="${point(x(tokens))}" y="${height - bottom + 18}" text-anchor="middle">${tokens}</text>`,
	);
	const curves = lines.map(({ label, color, dash, bytes }) => {
		const path = points.map((one) => `${point(x(one.tokens))} ${point(y(bytes(one)))}`).join('L');
		const end = y(bytes(points.at(-1)!)) + 4;
		return (
			`<path d="M${path}" fill="none" stroke="${color}" stroke-width="2"${dash ? ` stroke-dasharray="${dash}"` : ''}/>` +
			`<text x="${width - right + 8}" y="${point(end)}" fill="${color}">${label}</text>`
		);
	});
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" role="img">`,
		'<title>Memory of a transformer block of 12 heads of 64 values over its tokens</title>',
		`<rect width="${width}" height="${height}" fill="#fff"/>`,
		`<text x="${left}" y="18">GB on the GPU at once</text>`,
		...grid,
		...ticks,
		`<text x="${(left + width - right) / 2}" y="${height - 10}" text-anchor="middle">tokens</text>`,
		...curves,
		'</svg>',
		'',
	].join('\n');
}
