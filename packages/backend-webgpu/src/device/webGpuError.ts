/**
 * What went wrong: no adapter, the device lost, out of memory, beyond a limit of the adapter, a shader that does not
 * compile, a call that the device refused, an option, or a value read synchronously where that cannot be done.
 */
export type WebGpuProblem =
	| 'unavailable'
	| 'lost'
	| 'memory'
	| 'limit'
	| 'shader'
	| 'validation'
	| 'option'
	| 'readSync';

/** A refusal or failure of the webgpu backend, in one sentence; `problem` says of what kind. */
export class WebGpuError extends Error {
	override readonly name = 'WebGpuError';
	readonly problem: WebGpuProblem;

	constructor(problem: WebGpuProblem, message: string) {
		super(message);
		this.problem = problem;
	}
}
