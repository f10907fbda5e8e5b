import type { TensorInfo } from '../backend/kernel.ts';
import type { Dispatch, WebGpuBackend } from '../backend/webGpuBackend.ts';
import type { Shader } from '../shader/shader.ts';
import type { Variants } from './tuner.ts';

/** How long the runs of a measurement last at least: browsers round times to 0.1 ms. */
const leastMilliseconds = 2;
/** Most runs of a measurement, so that a list of commands does not grow without end. */
const mostRuns = 64;
/** Measurements of each variant, one after another: the shortest counts. */
const rounds = 3;

/** Milliseconds that a run takes, variant by variant, on tensors of the same shapes. */
export async function timeVariants(
	backend: WebGpuBackend,
	shader: Shader,
	variants: Variants,
): Promise<ReadonlyMap<string, number>> {
	const names = [...new Set([variants.usual, ...variants.likely()])];
	const scratch = new Scratch(backend);
	try {
		const dispatches = names.map((name) => scratch.dispatch(() => variants.dispatch(name)));
		const times = new Map<string, number>();
		for (let round = 0; round < rounds; round++) {
			for (const [index, dispatch] of dispatches.entries()) {
				const time = await timeOf(backend, () => backend.run(shader, dispatch));
				times.set(names[index]!, Math.min(time, times.get(names[index]!) ?? time));
			}
		}
		return times;
	} finally {
		scratch.dispose();
	}
}

async function timeOf(backend: WebGpuBackend, run: () => void): Promise<number> {
	run(); // the first fills caches
	await backend.finish();
	for (let runs = 1; ; runs *= 4) {
		const start = performance.now();
		for (let done = 0; done < runs; done++) run();
		await backend.finish();
		const milliseconds = performance.now() - start;
		if (milliseconds >= leastMilliseconds || runs >= mostRuns) return milliseconds / runs;
	}
}

/** Tensors in the place of others that may be gone. */
class Scratch {
	readonly #backend: WebGpuBackend;
	readonly #tensors = new Map<string, TensorInfo>();

	constructor(backend: WebGpuBackend) {
		this.#backend = backend;
	}

	/** The dispatch that is made, with tensors of scratch for its own. */
	dispatch(make: () => Dispatch): Dispatch {
		let made: Dispatch | undefined;
		this.#backend.runKernel('tuning', () => {
			made = make();
			return undefined;
		});
		const standIns = new Map<object, TensorInfo>();
		const places = new Map<string, number>();
		const tensors = Object.entries(made!.tensors).map(([name, info]) => {
			if (!info) return [name, info] as const;
			const standIn = standIns.get(info.dataId) ?? this.#next(info, places);
			standIns.set(info.dataId, standIn);
			return [name, standIn] as const;
		});
		return { ...made!, tensors: Object.fromEntries(tensors) };
	}

	/** One tensor for each place and shape, whatever the number of dispatches. */
	#next({ shape, dtype }: TensorInfo, places: Map<string, number>): TensorInfo {
		const kind = `${dtype} ${shape.join('x')}`;
		const place = places.get(kind) ?? 0;
		places.set(kind, place + 1);
		const key = `${kind} ${place}`;
		let tensor = this.#tensors.get(key);
		if (!tensor) {
			tensor = this.#backend.makeTensorInfo([...shape], dtype);
			this.#backend.uploadToGPU(tensor.dataId);
			this.#tensors.set(key, tensor);
		}
		return tensor;
	}

	dispose(): void {
		for (const { dataId } of this.#tensors.values()) this.#backend.disposeData(dataId);
	}
}
