import * as tf from '@tensorflow/tfjs';
import { OpError } from './opError.ts';

/** Options of a backend; each backend documents its own (`threads` for `simd`). */
export type BackendOptions = Readonly<Record<string, unknown>>;

type Configure = (options: BackendOptions) => void | Promise<void>;

const configurators = new Map<string, Configure>();

/**
 * Lets a backend package take the options that a caller hands to `useBackend`, which waits until it has and passes on
 * what it throws.
 */
export function registerBackendOptions(name: string, configure: Configure): void {
	configurators.set(name, configure);
}

/**
 * Makes a tfjs backend the current one and waits until it is ready.
 *
 * The package that holds the backend must have been imported: `cpu` comes with `@tensorflow/tfjs`, `simd`
 * with `@unetr/backend-simd`.
 *
 * @throws {OpError} if no such backend is registered, it cannot start here, or it takes no options.
 */
export async function useBackend(name: string, options: BackendOptions = {}): Promise<void> {
	if (!tf.findBackendFactory(name)) {
		throw new OpError(`backend '${name}' is not registered: import the package that provides it first`);
	}
	const configure = configurators.get(name);
	if (configure) await configure(options);
	else if (Object.values(options).some((value) => value !== undefined)) {
		throw new OpError(`backend '${name}' takes no options, but got ${Object.keys(options).join(', ')}`);
	}
	if (!(await tf.setBackend(name))) throw new OpError(`backend '${name}' could not start on this machine`);
	await tf.ready();
}
