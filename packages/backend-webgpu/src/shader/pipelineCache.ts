import { WebGpuError } from '../device/webGpuError.ts';
import { originOf, type Shader, type ShaderConstants, withConstants } from './shader.ts';

/** A shader with its constants, compiled. */
export interface CompiledShader {
	readonly pipeline: GPUComputePipeline;
	readonly layout: GPUBindGroupLayout;
	/** What the compiler found wrong, once it has said so. */
	failure?: WebGpuError;
}

/** Every pipeline of one device: each pair of shader and constants is compiled once. */
export class PipelineCache {
	readonly #device: GPUDevice;
	readonly #onFailure: (failure: WebGpuError) => void;
	readonly #compiled = new Map<string, CompiledShader>();
	readonly #checks = new Set<Promise<void>>();
	/** Pipelines that are compiled ahead. */
	readonly #ahead = new Map<string, Promise<void>>();

	constructor(device: GPUDevice, onFailure: (failure: WebGpuError) => void) {
		this.#device = device;
		this.#onFailure = onFailure;
	}

	/** Number of pipelines that were compiled. */
	get size(): number {
		return this.#compiled.size;
	}

	/**
	 * The pipeline of a shader, compiled at its first use.
	 *
	 * @throws {WebGpuError} ('shader') if it is known not to compile
	 */
	get(shader: Shader, constants: ShaderConstants = {}): CompiledShader {
		const key = keyOf(shader, constants);
		let compiled = this.#compiled.get(key);
		if (!compiled) {
			compiled = this.#compile(shader, withConstants(shader, constants));
			this.#compiled.set(key, compiled);
		}
		if (compiled.failure) throw compiled.failure;
		return compiled;
	}

	/** Compiles a pipeline ahead, beside others, so that its first use need not wait. */
	prepare(shader: Shader, constants: ShaderConstants = {}): void {
		const key = keyOf(shader, constants);
		if (this.#compiled.has(key) || this.#ahead.has(key)) return;
		this.#ahead.set(key, this.#compileAhead(key, shader, withConstants(shader, constants)));
	}

	/** Number of pipelines that were asked for ahead. */
	get preparing(): number {
		return this.#ahead.size;
	}

	/** Waits until all pipelines that were asked for ahead are ready. */
	async prepared(onProgress: (done: number) => void): Promise<void> {
		let done = 0;
		const each = [...this.#ahead.values()].map((one) => one.then(() => onProgress(++done)));
		await Promise.all(each);
		this.#ahead.clear();
	}

	/** Waits until the compiler has answered for all pipelines so far. */
	async settled(): Promise<void> {
		await Promise.all(this.#checks);
	}

	#compile(shader: Shader, code: string): CompiledShader {
		this.#device.pushErrorScope('validation');
		const { layout, descriptor } = this.#describe(shader, code);
		const compiled: CompiledShader = { layout, pipeline: this.#device.createComputePipeline(descriptor) };
		const answer = this.#device.popErrorScope();
		const check = this.#check(shader, descriptor.compute.module, answer, compiled);
		this.#checks.add(check);
		void check.finally(() => this.#checks.delete(check));
		return compiled;
	}

	/** One that does not compile is left to its first use, which says what is wrong with it. */
	async #compileAhead(key: string, shader: Shader, code: string): Promise<void> {
		this.#device.pushErrorScope('validation');
		const { layout, descriptor } = this.#describe(shader, code);
		const ready = this.#device.createComputePipelineAsync(descriptor).catch(() => undefined);
		const error = await this.#device.popErrorScope().catch(() => null);
		const pipeline = await ready;
		if (pipeline && !error && !this.#compiled.has(key)) this.#compiled.set(key, { layout, pipeline });
	}

	#describe(
		shader: Shader,
		code: string,
	): { layout: GPUBindGroupLayout; descriptor: GPUComputePipelineDescriptor } {
		const device = this.#device;
		const label = shader.file;
		const module = device.createShaderModule({ label, code });
		const layout = device.createBindGroupLayout({ label, entries: layoutEntries(shader) });
		const pipelineLayout = device.createPipelineLayout({ bindGroupLayouts: [layout] });
		return { layout, descriptor: { label, layout: pipelineLayout, compute: { module } } };
	}

	async #check(
		shader: Shader,
		module: GPUShaderModule,
		answer: Promise<GPUError | null>,
		compiled: CompiledShader,
	): Promise<void> {
		const error = await answer.catch(() => null); // a lost device answers nothing, and is reported as lost
		if (!error) return;
		const { messages } = await module.getCompilationInfo();
		const first = messages.find(({ type }) => type === 'error');
		const text = first
			? `${originOf(shader, first.lineNum)}:${first.linePos}: ${first.message}`
			: `${shader.file}: ${error.message}`;
		compiled.failure = new WebGpuError('shader', text);
		this.#onFailure(compiled.failure);
	}
}

function keyOf(shader: Shader, constants: ShaderConstants): string {
	const files = shader.parts.map(({ file }) => file).join('+');
	return `${files} ${JSON.stringify(Object.entries(constants).sort())}`;
}

function layoutEntries({ buffers, paramsBinding }: Shader): GPUBindGroupLayoutEntry[] {
	const entry = (binding: number, type: GPUBufferBindingType) => ({
		...{ binding, visibility: GPUShaderStage.COMPUTE, buffer: { type } },
	});
	return [
		...buffers.map(({ binding, writes }) => entry(binding, writes ? 'storage' : 'read-only-storage')),
		...(paramsBinding === undefined ? [] : [entry(paramsBinding, 'uniform')]),
	];
}
