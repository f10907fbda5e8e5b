import type { TimestampWrites } from './commandRecorder.ts';

/** What one kernel did while a profile was taken. */
export interface KernelTime {
	/** The shader's file, or `tfjs:` and the name of a program of tfjs. */
	readonly kernel: string;
	readonly calls: number;
	/** Time on the GPU of all calls. */
	readonly milliseconds: number;
	/** Multiplications and additions of all calls, where the kernel says so. */
	readonly flops: number;
	/** Bytes of all tensors that it was given, each counted once a call: the least that it can move. */
	readonly bytes: number;
}

/** What is known of a call before it runs. */
export interface KernelCall {
	readonly kernel: string;
	readonly flops: number;
	readonly bytes: number;
}

/** Calls whose times one query set holds. */
const callsPerSet = 1024;

/** Takes the time of every kernel by timestamps around it. */
export class KernelProfile {
	readonly #device: GPUDevice;
	readonly #sets: GPUQuerySet[] = [];
	readonly #calls: KernelCall[] = [];

	constructor(device: GPUDevice) {
		this.#device = device;
	}

	/** Where the pass of the next call writes its times. */
	next(call: KernelCall): TimestampWrites {
		const at = this.#calls.length % callsPerSet;
		if (at === 0) this.#sets.push(this.#device.createQuerySet({ type: 'timestamp', count: 2 * callsPerSet }));
		this.#calls.push(call);
		const querySet = this.#sets[this.#sets.length - 1]!;
		return { querySet, beginningOfPassWriteIndex: 2 * at, endOfPassWriteIndex: 2 * at + 1 };
	}

	/** Reads all times, and adds them up by kernel, the longest first. */
	async read(): Promise<KernelTime[]> {
		const sums = new Map<string, KernelTime>();
		for (const [index, set] of this.#sets.entries()) {
			const calls = this.#calls.slice(index * callsPerSet, (index + 1) * callsPerSet);
			const times = await this.#readSet(set, calls.length);
			for (const [at, call] of calls.entries()) {
				const milliseconds = Number(times[2 * at + 1]! - times[2 * at]!) / 1e6;
				sums.set(call.kernel, joined(sums.get(call.kernel), call, Math.max(milliseconds, 0)));
			}
			set.destroy();
		}
		return [...sums.values()].sort((a, b) => b.milliseconds - a.milliseconds);
	}

	async #readSet(set: GPUQuerySet, calls: number): Promise<BigUint64Array> {
		const device = this.#device;
		const size = 16 * calls;
		const usage = GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC;
		const resolved = device.createBuffer({ size, usage });
		const readable = device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
		const encoder = device.createCommandEncoder();
		encoder.resolveQuerySet(set, 0, 2 * calls, resolved, 0);
		encoder.copyBufferToBuffer(resolved, 0, readable, 0, size);
		device.queue.submit([encoder.finish()]);
		await readable.mapAsync(GPUMapMode.READ);
		const times = new BigUint64Array(readable.getMappedRange().slice(0));
		for (const buffer of [resolved, readable]) buffer.destroy();
		return times;
	}
}

function joined(sum: KernelTime | undefined, call: KernelCall, milliseconds: number): KernelTime {
	const {
		calls,
		milliseconds: before,
		flops,
		bytes,
	} = sum ?? { calls: 0, milliseconds: 0, flops: 0, bytes: 0 };
	return {
		kernel: call.kernel,
		calls: calls + 1,
		milliseconds: before + milliseconds,
		flops: flops + call.flops,
		bytes: bytes + call.bytes,
	};
}
