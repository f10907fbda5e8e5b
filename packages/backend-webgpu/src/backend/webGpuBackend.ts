import * as tf from '@tensorflow/tfjs';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { DeviceFailures } from '../device/deviceFailures.ts';
import { describeAdapter, type OpenedDevice } from '../device/requestDevice.ts';
import { WebGpuError } from '../device/webGpuError.ts';
import { widen } from '../halves/widen.ts';
import { type Params, packParams } from '../shader/paramLayout.ts';
import { PipelineCache } from '../shader/pipelineCache.ts';
import type { Shader, ShaderConstants } from '../shader/shader.ts';
import type { Tuner, Variants } from '../tuning/tuner.ts';
import { assertFits } from './assertFits.ts';
import { CommandRecorder } from './commandRecorder.ts';
import { sizeOf, type TensorInfo } from './kernel.ts';
import { KernelProfile, type KernelTime } from './kernelProfile.ts';
import type { Workgroups } from './workgroups.ts';

type DataId = TensorInfo['dataId'];

/** One run of a shader. */
export interface Dispatch {
	/** Values for its constants, by which pipelines are told apart. */
	readonly constants?: ShaderConstants;
	/** Values for its uniform `params`, field by field. */
	readonly params?: Params;
	/** Tensors for its storage buffers, by name; one that it reads may be absent where its constants say so. */
	readonly tensors: Readonly<Record<string, TensorInfo | undefined>>;
	/** Names of tensors that are bound as they are where they hold halves; others are widened first. */
	readonly halves?: readonly string[];
	readonly workgroups: Workgroups;
	/** Multiplications and additions, for profiles. */
	readonly flops?: number;
}

/** How a backend works, beyond its device. */
export interface BackendChoices {
	readonly tuner?: Tuner | undefined;
	/** Keeps activations of inference as halves. */
	readonly halves?: boolean;
}

/**
 * tfjs backend whose tensors are GPU buffers.
 *
 * It is tfjs' webgpu backend, with shaders of our own recorded among its commands. What the device refuses becomes an
 * error at the next read, where tfjs would give zeros.
 */
export class WebGpuBackend extends WebGPUBackend {
	readonly adapterName: string;
	readonly pipelines: PipelineCache;
	/** The fastest variants of kernels on this adapter, where the backend was started to find them. */
	readonly tuner: Tuner | undefined;
	/** Whether activations of inference are kept as halves. */
	readonly #keepsHalves: boolean;
	/** The data that are. */
	readonly #halves = new WeakSet<DataId>();
	readonly #failures: DeviceFailures;
	readonly #recorder: CommandRecorder;
	/** Stands where a shader's tensor is absent. */
	readonly #nothing: GPUBuffer;
	/** Whether pipelines are compiled and nothing runs. */
	#warming = false;
	/** Taken while `profile` runs. */
	#profile: KernelProfile | undefined;
	/** Tensors made by the kernel that runs now. */
	#made: TensorInfo[] = [];

	constructor({ device, adapterInfo }: OpenedDevice, { tuner, halves = false }: BackendChoices = {}) {
		super(device, adapterInfo);
		this.tuner = tuner;
		this.#keepsHalves = halves;
		this.adapterName = describeAdapter(adapterInfo);
		this.#failures = new DeviceFailures(device);
		this.pipelines = new PipelineCache(device, (failure) => this.#failures.add(failure));
		this.#recorder = new CommandRecorder(this);
		this.#nothing = device.createBuffer({ label: 'nothing', size: 256, usage: GPUBufferUsage.STORAGE });
	}

	/** Whether the device is lost: the backend must be made again, by `useBackend('webgpu')`. */
	get isLost(): boolean {
		return this.#failures.lost !== undefined;
	}

	/** Bytes of the largest tensor that the device can hold and bind. */
	get largestTensorBytes(): number {
		const { maxStorageBufferBindingSize, maxBufferSize } = this.device.limits;
		return Math.min(maxStorageBufferBindingSize, maxBufferSize);
	}

	/** A new tensor with its buffer, which is zero or holds whatever was there before. */
	output(shape: readonly number[], dtype: 'float32' | 'int32' = 'float32'): TensorInfo {
		const info = this.makeTensorInfo([...shape], dtype);
		this.#made.push(info);
		this.uploadToGPU(info.dataId);
		return info;
	}

	/** A new tensor of as many values as four divides, kept as halves. */
	outputHalves(shape: readonly number[]): TensorInfo {
		const info = this.makeTensorInfo([...shape], 'float32');
		this.#made.push(info);
		const bytes = 2 * sizeOf(shape);
		assertFits(this, shape, bytes);
		const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
		this.tensorMap.get(info.dataId).resource = this.bufferManager.acquireBuffer(bytes, usage);
		this.#halves.add(info.dataId);
		return info;
	}

	/**
	 * A new tensor of activations: halves where the backend keeps them, nothing records for a gradient, and vectors of four
	 * divide what is written at once.
	 */
	activation(shape: readonly number[], columns: number): TensorInfo {
		const isHalf = this.#keepsHalves && columns % 4 === 0 && tf.engine().state.gradientDepth === 0;
		return isHalf ? this.outputHalves(shape) : this.output(shape);
	}

	/** Whether a tensor is kept as halves. */
	isHalf({ dataId }: TensorInfo): boolean {
		return this.#halves.has(dataId);
	}

	/** Makes values of 32 bits of halves, for whoever does not know them. */
	#widen(dataId: DataId): void {
		if (this.#halves.delete(dataId)) widen(this, dataId);
	}

	/** A tensor of these values for the kernel that runs now, which frees it. */
	upload(values: Float32Array | Int32Array): TensorInfo {
		const dtype = values instanceof Int32Array ? 'int32' : 'float32';
		const info = this.makeTensorInfo([values.length], dtype, values);
		this.#made.push(info);
		return info;
	}

	/** Runs a shader: records it behind what was recorded before. @throws {WebGpuError} as `Dispatch` does not fit */
	run(
		shader: Shader,
		{ constants, params = {}, tensors, halves = [], workgroups, flops = 0 }: Dispatch,
	): void {
		if (this.#warming) {
			this.pipelines.prepare(shader, constants);
			return;
		}
		const { pipeline, layout } = this.pipelines.get(shader, constants);
		const entries: GPUBindGroupEntry[] = this.#bind(shader, tensors, halves);
		if (shader.paramsBinding !== undefined) {
			const buffer = this.#recorder.uniform(packParams(shader, params));
			entries.push({ binding: shader.paramsBinding, resource: { buffer } });
		}
		const bindGroup = this.device.createBindGroup({ label: shader.file, layout, entries });
		const bound = Object.values(tensors).filter((info) => info !== undefined);
		const dataIds = bound.map(({ dataId }) => dataId);
		const timestamps = this.#profile?.next({ kernel: shader.file, flops, bytes: this.#bytesOf(bound) });
		this.#recorder.record({ pipeline, bindGroup, workgroups, dataIds }, timestamps);
	}

	/** Runs the variant that was measured to be the fastest, or the usual one. */
	runFastest(shader: Shader, variants: Variants): void {
		const choice = this.tuner?.choice(shader, variants);
		if (this.#warming && this.tuner && choice === undefined) {
			this.tuner.wish(shader, variants);
			for (const name of variants.likely()) this.run(shader, variants.dispatch(name));
		}
		this.run(shader, variants.dispatch(choice ?? variants.usual));
	}

	#bind(shader: Shader, tensors: Dispatch['tensors'], halves: readonly string[]): GPUBindGroupEntry[] {
		const unknown = Object.keys(tensors).find((name) => !shader.buffers.some((one) => one.name === name));
		if (unknown) throw new WebGpuError('shader', `${shader.file} has no buffer '${unknown}'`);
		return shader.buffers.map(({ name, binding, writes }) => {
			const info = tensors[name];
			if (!info && !writes) return { binding, resource: { buffer: this.#nothing } };
			if (!info) throw new WebGpuError('shader', `${shader.file} needs a tensor for '${name}'`);
			if (!(this.isHalf(info) && halves.includes(name))) this.uploadToGPU(info.dataId);
			return { binding, resource: { buffer: this.tensorMap.get(info.dataId).resource as GPUBuffer } };
		});
	}

	override runWebGPUProgram(...call: Parameters<WebGPUBackend['runWebGPUProgram']>): TensorInfo {
		const [program, inputs] = call;
		const profile = this.#profile;
		if (!profile) return super.runWebGPUProgram(...call);
		const bytes = this.#bytesOf(inputs) + 4 * sizeOf(program.outputShape);
		const timestamps = profile.next({ kernel: `tfjs:${program.constructor.name}`, flops: 0, bytes });
		return this.#recorder.inOwnPass(timestamps, () => super.runWebGPUProgram(...call));
	}

	/**
	 * Compiles ahead, and beside one another, the pipelines that `f` would use: it is run without computing anything, so
	 * it must not read a tensor. Its first real run starts at once. Where the backend tunes, the tiles of products that
	 * were not measured on this adapter before are measured, on tensors of their shapes.
	 *
	 * @param onProgress told how many of our pipelines are ready and products measured
	 */
	async warmUp(f: () => void, onProgress: (done: number, total: number) => void = () => {}): Promise<void> {
		const flags = tf.env();
		this.#warming = true;
		flags.set('WEBGPU_ENGINE_COMPILE_ONLY', true);
		try {
			tf.tidy(() => {
				f(); // a tensor that it gives back holds nothing, and is not kept
			});
		} finally {
			flags.set('WEBGPU_ENGINE_COMPILE_ONLY', false);
			this.#warming = false;
		}
		const [compiled, measured] = [this.pipelines.preparing, this.tuner?.wished ?? 0];
		await this.pipelines.prepared((done) => onProgress(done, compiled + measured));
		await this.checkCompileCompletionAsync();
		await this.tuner?.measure(this, (done) => onProgress(compiled + done, compiled + measured));
	}

	/**
	 * Runs `f` and tells what every kernel did meanwhile, the longest first.
	 *
	 * @throws {WebGpuError} ('unavailable') if the adapter has no timestamps
	 */
	async profile(f: () => void | Promise<void>): Promise<KernelTime[]> {
		if (!this.device.features.has('timestamp-query')) {
			throw new WebGpuError(
				'unavailable',
				`${this.adapterName} has no timestamps (timestamp-query) to profile with`,
			);
		}
		await this.finish();
		const profile = new KernelProfile(this.device);
		this.#profile = profile;
		try {
			await f();
		} finally {
			this.#profile = undefined;
			await this.finish();
		}
		return profile.read();
	}

	/** Runs a kernel; of the tensors that it made, those that it does not return are freed. */
	runKernel(op: string, kernel: () => TensorInfo[] | undefined): TensorInfo[] | undefined {
		this.#failures.throwIfLost();
		const outer = this.#made;
		this.#made = [];
		let kept: readonly TensorInfo[] = [];
		try {
			const outputs = kernel();
			kept = outputs ?? [];
			return outputs;
		} catch (cause) {
			if (!(cause instanceof WebGpuError) || cause.problem !== 'limit') throw cause;
			throw new WebGpuError('limit', `${op}: ${cause.message}`);
		} finally {
			for (const { dataId } of this.#made) {
				if (!kept.some((info) => info.dataId === dataId)) this.disposeData(dataId);
			}
			this.#made = outer;
		}
	}

	/** @throws {WebGpuError} ('limit') if the tensor is larger than what the adapter can bind */
	override uploadToGPU(dataId: DataId): void {
		this.#widen(dataId);
		const { shape, resource } = this.tensorMap.get(dataId);
		if (!resource) assertFits(this, shape, 4 * sizeOf(shape));
		super.uploadToGPU(dataId);
	}

	/** @throws {WebGpuError} if the device refused anything since the last read, or is lost */
	override async read(dataId: DataId): Promise<tf.BackendValues> {
		this.#failures.throwIfLost();
		this.#widen(dataId);
		let values: tf.BackendValues;
		try {
			values = await super.read(dataId);
			await this.pipelines.settled();
		} catch (cause) {
			throw await this.#failures.explain(cause);
		}
		this.#failures.throwIfAny();
		return values;
	}

	/** @throws {WebGpuError} ('readSync') where the platform cannot read at once */
	override readSync(dataId: DataId): tf.BackendValues {
		const { values } = this.tensorMap.get(dataId);
		if (!values && typeof OffscreenCanvas === 'undefined') {
			throw new WebGpuError(
				'readSync',
				'a tensor on the GPU cannot be read with dataSync() or arraySync() here: use await data() or await array()',
			);
		}
		this.#failures.throwIfLost();
		this.#widen(dataId);
		return super.readSync(dataId);
	}

	override readToGPU(...call: Parameters<WebGPUBackend['readToGPU']>): tf.GPUData {
		this.#widen(call[0]);
		return super.readToGPU(...call);
	}

	/** Waits until everything that was recorded has run. @throws {WebGpuError} as `read` does */
	async finish(): Promise<void> {
		this.#recorder.flush();
		await this.queue.onSubmittedWorkDone();
		await this.pipelines.settled();
		this.#failures.throwIfAny();
	}

	/** Bytes of tensors, each counted once. */
	#bytesOf(tensors: readonly TensorInfo[]): number {
		const bytesOf = (info: TensorInfo) => (this.isHalf(info) ? 2 : 4) * sizeOf(info.shape);
		const once = new Map(tensors.map((info) => [info.dataId, bytesOf(info)]));
		return [...once.values()].reduce((sum, bytes) => sum + bytes, 0);
	}
}
