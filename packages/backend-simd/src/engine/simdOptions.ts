import { SimdError } from './simdError.ts';

/** Options of the `simd` backend. */
export interface SimdOptions {
	/** Threads to use, the calling one included: all that the machine offers by default. */
	readonly threads?: number;
	/**
	 * `native` for the kernels that were compiled for this platform, `wasm` for those in WebAssembly; by default native
	 * ones where Node can load them, WebAssembly elsewhere.
	 */
	readonly engine?: 'native' | 'wasm';
	/** Folder of the two .wasm files, where they are not beside this module. */
	readonly wasmUrl?: string | URL;
	/** Makes a worker of this package's `worker.js`, where a bundler or another origin needs it. */
	readonly worker?: () => Worker;
}

const show = (value: unknown): string => (typeof value === 'string' ? `'${value}'` : String(value));

/** For each option, what it must be and whether a value is that. */
const rules: {
	readonly [name in keyof SimdOptions]-?: readonly [must: string, holds: (value: unknown) => boolean];
} = {
	threads: [
		'a whole number from 1 to 256',
		(value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 256,
	],
	engine: ["'native' or 'wasm'", (value) => value === 'native' || value === 'wasm'],
	wasmUrl: ["the address of a folder, such as 'https://…/'", isAddress],
	worker: ['a function that makes a Worker', (value) => typeof value === 'function'],
};

function isAddress(value: unknown): boolean {
	return value instanceof URL || (typeof value === 'string' && URL.canParse(value));
}

/** Names of the options. */
export const optionNames: readonly (keyof SimdOptions)[] = Object.keys(rules) as (keyof SimdOptions)[];

/** @throws {SimdError} if an option is unknown or has no meaning. */
export function checkOptions(options: SimdOptions): void {
	for (const [name, value] of Object.entries(options)) {
		const rule = rules[name as keyof SimdOptions];
		if (!rule)
			throw new SimdError(`the simd backend has no option '${name}': it takes ${optionNames.join(', ')}`);
		const [must, holds] = rule;
		if (value !== undefined && !holds(value))
			throw new SimdError(`${name} must be ${must}, but it is ${show(value)}`);
	}
}
