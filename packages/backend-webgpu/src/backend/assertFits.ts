import { WebGpuError } from '../device/webGpuError.ts';
import type { WebGpuBackend } from './webGpuBackend.ts';

const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

/** @throws {WebGpuError} ('limit') if a tensor is larger than what the adapter can bind */
export function assertFits(backend: WebGpuBackend, shape: readonly number[], bytes: number): void {
	const most = backend.largestTensorBytes;
	if (bytes <= most) return;
	throw new WebGpuError(
		'limit',
		`a tensor of shape [${shape.join(', ')}] takes ${mebibytes(bytes)}, but ${backend.adapterName} binds at most ` +
			`${mebibytes(most)} (${most / 4} values): use a smaller window or batch`,
	);
}
