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
}

const optionNames: readonly (keyof WebGpuOptions)[] = ['powerPreference', 'adapter', 'limits', 'tuning'];
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
}
