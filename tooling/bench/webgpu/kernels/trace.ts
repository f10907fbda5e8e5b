import type { WebGpuBackend } from '@unetr/backend-webgpu';
import { lineBytes, traceBindings, traceWgsl } from './traceWgsl.ts';

type Dispatch = Parameters<WebGpuBackend['run']>[1];
type Shader = Parameters<WebGpuBackend['run']>[0];

/** What one dispatch moved. */
export interface TracedDispatch {
	readonly name: string;
	readonly file: string;
	readonly workgroups: number;
	readonly flops: number;
	/** Each line that it touches once, reads and writes apart; its tensors where not all of it ran. */
	readonly leastBytes: number;
	/** Lines touched by the workgroups that a GPU holds at once, each once, over all such shares. */
	readonly movedBytes: number;
}

/** Most shares of a dispatch that are run; of more, some are. */
const mostUnits = 32;

interface Pending {
	readonly dispatch: Omit<TracedDispatch, 'leastBytes' | 'movedBytes'>;
	readonly touched: GPUBuffer;
	readonly words: number;
	/** Bytes of its tensors. */
	readonly bytes: number;
	/** Shares that ran, and all. */
	readonly ran: number;
	readonly units: number;
}

/** Notes which lines of memory each dispatch of a backend touches. */
export class Trace {
	readonly #backend: WebGpuBackend;
	readonly #atOnce: (number: number) => number;
	#number = 0;
	#pending: Pending[] = [];
	#current: { readonly layout: GPUBuffer; readonly touched: GPUBuffer } | undefined;

	/** @param atOnce workgroups of the n-th dispatch that a GPU holds at once */
	constructor(backend: WebGpuBackend, atOnce: (number: number) => number) {
		this.#backend = backend;
		this.#atOnce = atOnce;
		this.#patchDevice(backend.device);
		const run = backend.run.bind(backend);
		backend.run = (shader, dispatch) => {
			this.#prepare(shader, dispatch);
			run(shader, dispatch);
			this.#current = undefined;
		};
	}

	/** Adds the trace's bindings to every pipeline of ours. */
	#patchDevice(device: GPUDevice): void {
		const [module, layout, group] = [
			device.createShaderModule.bind(device),
			device.createBindGroupLayout.bind(device),
			device.createBindGroup.bind(device),
		];
		const isOurs = (label: string | undefined) => label?.includes('.wgsl') === true;
		device.createShaderModule = (given) =>
			module(isOurs(given.label) ? { ...given, code: traceWgsl(given.code) } : given);
		const entry = (binding: number, type: GPUBufferBindingType): GPUBindGroupLayoutEntry => ({
			...{ binding, visibility: GPUShaderStage.COMPUTE, buffer: { type } },
		});
		const added = [entry(traceBindings.layout, 'uniform'), entry(traceBindings.touched, 'storage')];
		device.createBindGroupLayout = (given) =>
			layout(isOurs(given.label) ? { ...given, entries: [...given.entries, ...added] } : given);
		device.createBindGroup = (given) => {
			if (!isOurs(given.label) || !this.#current) return group(given);
			const bound = [
				{ binding: traceBindings.layout, resource: { buffer: this.#current.layout } },
				{ binding: traceBindings.touched, resource: { buffer: this.#current.touched } },
			];
			return group({ ...given, entries: [...given.entries, ...bound] });
		};
	}

	#prepare(shader: Shader, { tensors, workgroups, flops = 0 }: Dispatch): void {
		const { device } = this.#backend;
		const [x, y, z] = workgroups;
		const unitGroups = Math.max(this.#atOnce(this.#number++), 1);
		const units = Math.ceil((x * y * z) / unitGroups);
		const stride = Math.ceil(units / mostUnits);
		const phase = Math.min(stride - 1, Math.floor(stride / 2));
		const layout = new Uint32Array(8 + 4 * 32);
		let words = 0;
		let bytes = 0;
		const places = new Map<object, number>();
		for (const { name, binding } of shader.buffers) {
			const info = tensors[name];
			if (!info) continue;
			const lines = Math.ceil((4 * info.shape.reduce((product, extent) => product * extent, 1)) / lineBytes);
			if (!places.has(info.dataId)) {
				places.set(info.dataId, words);
				words += 2 * Math.ceil(lines / 32);
				bytes += lines * lineBytes;
			}
			const at = places.get(info.dataId)!;
			layout[8 + 4 * 2 * binding] = at;
			layout[8 + 4 * (2 * binding + 1)] = at + Math.ceil(lines / 32);
		}
		layout.set([x, y, z, 0, unitGroups, stride, phase, words]);
		const ran = Math.ceil((units - phase) / stride);
		const buffer = (size: number, usage: number) =>
			device.createBuffer({ size: Math.max(size, 16), usage: usage | GPUBufferUsage.COPY_DST });
		const current = {
			layout: buffer(layout.byteLength, GPUBufferUsage.UNIFORM),
			touched: buffer(4 * words * ran, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC),
		};
		device.queue.writeBuffer(current.layout, 0, layout);
		this.#current = current;
		const dispatch = { name: '', file: shader.file, workgroups: x * y * z, flops };
		this.#pending.push({
			dispatch,
			...{ touched: current.touched, words, bytes, ran, units },
		});
	}

	/** What was dispatched since the last read. */
	async read(name: string): Promise<TracedDispatch[]> {
		await this.#backend.finish();
		const lines: TracedDispatch[] = [];
		for (const pending of this.#pending) {
			const bits = await this.#bitsOf(pending);
			lines.push({ ...pending.dispatch, ...countLines(bits, pending), name });
		}
		this.#pending = [];
		return lines;
	}

	async #bitsOf({ touched, words, ran }: Pending): Promise<Uint32Array> {
		const { device } = this.#backend;
		const size = Math.max(4 * words * ran, 16);
		const readable = device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
		const encoder = device.createCommandEncoder();
		encoder.copyBufferToBuffer(touched, 0, readable, 0, size);
		device.queue.submit([encoder.finish()]);
		await readable.mapAsync(GPUMapMode.READ);
		const bits = new Uint32Array(readable.getMappedRange().slice(0));
		for (const buffer of [touched, readable]) buffer.destroy();
		return bits;
	}
}

/** Lines of all shares, and of their union; where only some shares ran, as many more for the others. */
function countLines(
	bits: Uint32Array,
	{ words, bytes, ran, units }: Pending,
): { leastBytes: number; movedBytes: number } {
	const union = new Uint32Array(words);
	let moved = 0;
	for (let at = 0; at < words * ran; at++) {
		moved += ones(bits[at]!);
		union[at % words]! |= bits[at]!;
	}
	const least = union.reduce((sum, word) => sum + ones(word), 0);
	return {
		leastBytes: ran === units ? least * lineBytes : bytes,
		movedBytes: (moved * lineBytes * units) / ran,
	};
}

function ones(word: number): number {
	let rest = word - ((word >>> 1) & 0x55555555);
	rest = (rest & 0x33333333) + ((rest >>> 2) & 0x33333333);
	return Math.imul((rest + (rest >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
