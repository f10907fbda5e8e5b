import type * as tf from '@tensorflow/tfjs';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import type { Engine, EngineMemory } from '../engine/engine.ts';
import { MemoryError } from '../engine/memoryError.ts';
import { SimdError } from '../engine/simdError.ts';

/** A tensor without tfjs' bookkeeping: what kernels take and give. */
export type TensorInfo = tf.TensorInfo;
type DataId = TensorInfo['dataId'];

/** An entry of tfjs' storage; `pointer` where its values lie in the engine's memory. */
interface StoredTensor {
	values: tf.BackendValues;
	dtype: tf.DataType;
	refCount: number;
	complexTensorInfos?: { real: TensorInfo; imag: TensorInfo };
	pointer?: number;
}

/** A tensor in the engine's memory. */
interface LivingTensor {
	readonly shape: readonly number[];
	readonly dtype: tf.DataType;
	readonly bytes: number;
}

/** Tensors that are named when there is no memory left. */
const namedTensors = 5;

type Storage = Pick<tf.DataStorage<StoredTensor>, 'get' | 'set' | 'has' | 'delete'>;

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);

/**
 * tfjs backend whose tensors live in an engine's memory.
 *
 * It is tfjs' cpu backend with another home for values: kernels of our own read and write the engine's memory,
 * all others run as cpu kernels on views of it. What a cpu kernel made is moved there when a kernel of ours
 * first needs it.
 */
export class SimdBackend extends MathBackendCPU {
	readonly engine: Engine;
	/** What lives in the engine's memory, by where it starts. */
	readonly #living = new Map<number, LivingTensor>();
	/** Tensors made by the kernel that runs now. */
	#made: TensorInfo[] = [];

	constructor(engine: Engine) {
		super();
		this.engine = engine;
	}

	get #storage(): Storage {
		return this.data as unknown as Storage;
	}

	/** Where a float32 or int32 tensor starts in the engine's memory. @throws {SimdError} on another type. */
	pointer(info: TensorInfo): number {
		const stored = this.#storage.get(info.dataId);
		if (stored.pointer !== undefined) return stored.pointer;
		if (stored.dtype !== 'float32' && stored.dtype !== 'int32') {
			throw new SimdError(`a kernel of the simd backend cannot read a tensor of type ${stored.dtype}`);
		}
		const length = sizeOf(info.shape);
		const pointer = this.#allocateTensor(info.shape, stored.dtype);
		const view = this.#view(pointer, length, stored.dtype);
		view.set(stored.values as Float32Array | Int32Array);
		stored.pointer = pointer;
		stored.values = view as tf.BackendValues;
		return pointer;
	}

	/** A new tensor with its memory; the memory holds whatever was there before. */
	output(shape: readonly number[], dtype: 'float32' | 'int32' = 'float32'): TensorInfo {
		const length = sizeOf(shape);
		const pointer = this.#allocateTensor(shape, dtype);
		const dataId = { id: (this as unknown as { nextDataId(): number }).nextDataId() };
		const values = this.#view(pointer, length, dtype) as tf.BackendValues;
		this.#storage.set(dataId, { values, dtype, refCount: 1, pointer });
		const info = { dataId, shape: [...shape], dtype };
		this.#made.push(info);
		return info;
	}

	/** Runs a kernel; one that throws, as when memory is exhausted, leaves no tensor behind. */
	runKernel<T>(kernel: () => T): T {
		this.#made = [];
		try {
			return kernel();
		} catch (error) {
			for (const info of this.#made) this.disposeData(info.dataId, true);
			throw error;
		} finally {
			this.#made = [];
		}
	}

	/** Runs `use` on a block of `floats` floats that is given back afterwards. */
	withScratch<T>(floats: number, use: (pointer: number) => T): T {
		const pointer = this.#allocate(floats * 4);
		try {
			return use(pointer);
		} finally {
			this.engine.free(pointer);
		}
	}

	#allocateTensor(shape: readonly number[], dtype: tf.DataType): number {
		const bytes = sizeOf(shape) * 4;
		const pointer = this.#allocate(bytes);
		this.#living.set(pointer, { shape, dtype, bytes });
		return pointer;
	}

	/** Memory of the engine; where there is none left, the error names the largest tensors. */
	#allocate(bytes: number): number {
		try {
			return this.engine.allocate(bytes);
		} catch (error) {
			throw error instanceof MemoryError ? error.naming(this.#largestTensors()) : error;
		}
	}

	#largestTensors(): string[] {
		const largest = [...this.#living.values()].sort((a, b) => b.bytes - a.bytes).slice(0, namedTensors);
		return largest.map(({ shape, dtype, bytes }) => `${dtype} [${shape.join(', ')}] (${bytes} bytes)`);
	}

	#view(pointer: number, length: number, dtype: tf.DataType): Float32Array | Int32Array {
		return dtype === 'int32' ? this.engine.ints(pointer, length) : this.engine.floats(pointer, length);
	}

	/** Bytes of the engine's memory: in use, at their peak, and reserved. */
	engineMemory(): EngineMemory {
		return this.engine.memory();
	}

	override write(values: tf.BackendValues, _shape: number[], dtype: tf.DataType): DataId {
		const dataId = { id: (this as unknown as { nextDataId(): number }).nextDataId() };
		this.#storage.set(dataId, { values: this.#unshared(values), dtype, refCount: 1 });
		return dataId;
	}

	override move(
		dataId: DataId,
		values: tf.BackendValues,
		_shape: number[],
		dtype: tf.DataType,
		refCount: number,
	): void {
		this.#storage.set(dataId, { values: this.#unshared(values), dtype, refCount });
	}

	/** Some cpu kernels return a part of their input's values: a view of memory that will be given back. */
	#unshared(values: tf.BackendValues): tf.BackendValues {
		const shared = ArrayBuffer.isView(values) && this.engine.owns(values.buffer);
		return shared ? (values as Float32Array).slice() : values;
	}

	override readSync(dataId: DataId): tf.BackendValues {
		const { dtype, values } = this.#storage.get(dataId);
		if (dtype === 'complex64') return super.readSync(dataId);
		return privateCopy(values);
	}

	override async read(dataId: DataId): Promise<tf.BackendValues> {
		return this.readSync(dataId);
	}

	override disposeData(dataId: DataId, force = false): boolean {
		const pointer = this.#storage.has(dataId) ? this.#storage.get(dataId).pointer : undefined;
		const gone = super.disposeData(dataId, force);
		if (gone && pointer !== undefined) {
			this.engine.free(pointer);
			this.#living.delete(pointer);
		}
		return gone;
	}

	override memory(): { unreliable: boolean; reasons: string[]; numBytes?: number } {
		return { unreliable: false, reasons: [], ...this.engineMemory() };
	}

	override dispose(): void {
		this.engine.dispose();
	}
}

/** Values in memory of their own, so that they stay what they are when the tensor's memory is used again. */
function privateCopy(values: tf.BackendValues): tf.BackendValues {
	if (!ArrayBuffer.isView(values)) return values;
	const source = values as Float32Array;
	const copy = new (source.constructor as Float32ArrayConstructor)(source.length);
	copy.set(source);
	return copy;
}
