import { WebGpuError } from './webGpuError.ts';

/** How the backend starts. */
export interface WebGpuOptions {
	/** Which of several GPUs, 'high-performance' by default. */
	readonly powerPreference?: 'high-performance' | 'low-power';
	/** The adapter to take, in place of one that the browser chooses. */
	readonly adapter?: GPUAdapter;
	/** Limits to stay below, such as `{ maxStorageBufferBindingSize: 2 ** 27 }`; the adapter's own by default. */
	readonly limits?: Readonly<Record<string, number>>;
	/**
	 * Whether `warmUp` measures which tiles are the fastest for each product, and keeps that for the next time; by default
	 * where the adapter is not a program on the processor.
	 */
	readonly tuning?: boolean;
	/**
	 * How activations of inference are kept between convolutions and norms: 'f32' by default; 'f16' halves what they take
	 * and move. Sums are of 32 bits in both, and so is everything in training.
	 */
	readonly precision?: 'f32' | 'f16';
}

const optionNames: readonly (keyof WebGpuOptions)[] = [
	'powerPreference',
	'adapter',
	'limits',
	'tuning',
	'precision',
];
const precisions: readonly unknown[] = [undefined, 'f32', 'f16'];
const powerPreferences: readonly unknown[] = [undefined, 'high-performance', 'low-power'];

/** @throws {WebGpuError} if an option is unknown or has no meaning. */
export function checkOptions(options: WebGpuOptions): void {
	const unknown = Object.keys(options).find((name) => !(optionNames as readonly string[]).includes(name));
	if (unknown) {
		const known = optionNames.join(', ');
		throw new WebGpuError('option', `the webgpu backend has no option '${unknown}': it takes ${known}`);
	}
	if (!powerPreferences.includes(options.powerPreference)) {
		throw new WebGpuError(
			'option',
			`powerPreference must be 'high-performance' or 'low-power', but is '${options.powerPreference}'`,
		);
	}
	if (!precisions.includes(options.precision)) {
		throw new WebGpuError('option', `precision must be 'f32' or 'f16', but is '${options.precision}'`);
	}
}
