import { WebGpuError } from './webGpuError.ts';

/** What a device reported by itself: refused calls, memory that it does not have, and that it is gone. */
export class DeviceFailures {
	lost: WebGpuError | undefined;
	#pending: WebGpuError[] = [];
	readonly #gone: Promise<GPUDeviceLostInfo>;

	constructor(device: GPUDevice) {
		this.#gone = device.lost;
		void device.lost.then(({ message, reason }) => {
			const why = [reason, message.split('\n')[0]].filter((word) => word && word !== 'unknown').join(': ');
			this.lost = new WebGpuError(
				'lost',
				`the GPU was lost${why && ` (${why})`}, and with it every tensor there: call useBackend('webgpu') and start again`,
			);
		});
		device.addEventListener('uncapturederror', (event) => {
			event.preventDefault();
			this.add(typedError(event.error));
		});
	}

	/** Keeps a failure for the next one who reads. */
	add(failure: WebGpuError): void {
		this.#pending.push(failure);
	}

	throwIfLost(): void {
		if (this.lost) throw this.lost;
	}

	/** Throws what failed since the last call, and forgets what followed from it. */
	throwIfAny(): void {
		this.throwIfLost();
		const cause = this.#cause();
		this.#pending = [];
		if (cause) throw cause;
	}

	/** A shader that does not compile stands behind whatever came with it, though it is reported later. */
	#cause(): WebGpuError | undefined {
		return this.#pending.find(({ problem }) => problem === 'shader') ?? this.#pending[0];
	}

	/** What was behind an error while reading: a loss, a failure, or the error itself. */
	async explain(cause: unknown): Promise<unknown> {
		const soon = new Promise((resolve) => setTimeout(resolve, 50));
		await Promise.race([this.#gone, soon]); // the read fails before the device says that it is lost
		const known = this.lost ?? this.#cause();
		this.#pending = [];
		return known ?? cause;
	}
}

function typedError(error: GPUError): WebGpuError {
	const text = error.message.split('\n')[0]!.trim();
	if (error instanceof GPUOutOfMemoryError) {
		return new WebGpuError('memory', `the GPU has no memory left: use a smaller window or batch (${text})`);
	}
	return new WebGpuError('validation', `the GPU refused a call: ${text}`);
}
