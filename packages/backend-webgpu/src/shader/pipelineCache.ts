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
		const files = shader.parts.map(({ file }) => file).join('+');
		const key = `${files} ${JSON.stringify(Object.entries(constants).sort())}`;
		let compiled = this.#compiled.get(key);
		if (!compiled) {
			compiled = this.#compile(shader, withConstants(shader, constants));
			this.#compiled.set(key, compiled);
		}
		if (compiled.failure) throw compiled.failure;
		return compiled;
	}

	/** Waits until the compiler has answered for all pipelines so far. */
	async settled(): Promise<void> {
		await Promise.all(this.#checks);
	}

	#compile(shader: Shader, code: string): CompiledShader {
		const device = this.#device;
		device.pushErrorScope('validation');
		const module = device.createShaderModule({ label: shader.file, code });
		const layout = device.createBindGroupLayout({ label: shader.file, entries: layoutEntries(shader) });
		const pipeline = device.createComputePipeline({
			label: shader.file,
			layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
			compute: { module },
		});
		const compiled: CompiledShader = { pipeline, layout };
		const check = this.#check(shader, module, device.popErrorScope(), compiled);
		this.#checks.add(check);
		void check.finally(() => this.#checks.delete(check));
		return compiled;
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

function layoutEntries({ buffers, paramsBinding }: Shader): GPUBindGroupLayoutEntry[] {
	const entry = (binding: number, type: GPUBufferBindingType) => ({
		...{ binding, visibility: GPUShaderStage.COMPUTE, buffer: { type } },
	});
	return [
		...buffers.map(({ binding, writes }) => entry(binding, writes ? 'storage' : 'read-only-storage')),
		...(paramsBinding === undefined ? [] : [entry(paramsBinding, 'uniform')]),
	];
}
