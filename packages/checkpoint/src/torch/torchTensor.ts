import { CheckpointError } from '../checkpointError.ts';
import { bytesPerElement, type Dtype } from '../dtype.ts';
import { PickleObject, PickleTuple, type PickleValue } from '../pickle/pickleValue.ts';

/** The memory that tensors lie in, as a pickle declares it. */
export class TorchStorage extends PickleObject {
	override readonly kind = 'a storage';
	readonly key: string;
	/** Undefined of an untyped storage, which counts bytes. */
	readonly dtype: Dtype | undefined;
	readonly numel: number;

	constructor(key: string, dtype: Dtype | undefined, numel: number) {
		super();
		this.key = key;
		this.dtype = dtype;
		this.numel = numel;
	}

	get byteLength(): number {
		return this.numel * (this.dtype === undefined ? 1 : bytesPerElement.get(this.dtype)!);
	}
}

/** A view of a storage; its reach is checked against the storage before it exists. */
export class TorchTensor extends PickleObject {
	override readonly kind = 'a tensor';
	readonly storage: TorchStorage;
	readonly dtype: Dtype;
	/** In elements from the start of the storage. */
	readonly offset: number;
	readonly shape: readonly number[];
	/** In elements. */
	readonly strides: readonly number[];

	constructor(
		storage: TorchStorage,
		dtype: Dtype,
		place: { offset: number; shape: readonly number[]; strides: readonly number[] },
	) {
		super();
		this.storage = storage;
		this.dtype = dtype;
		this.offset = place.offset;
		this.shape = place.shape;
		this.strides = place.strides;
	}

	get numel(): number {
		// Infinity times 0 would be no number: sizes beyond any memory may stand beside a 0.
		return this.shape.includes(0) ? 0 : this.shape.reduce((product, size) => product * size, 1);
	}
}

/** PyTorch's own limit on the number of axes. */
const MAX_AXES = 64;

const isCount = (value: PickleValue | undefined): value is number =>
	typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

function counts(value: PickleValue | undefined, what: string): readonly number[] {
	if (value instanceof PickleTuple && value.items.length <= MAX_AXES && value.items.every(isCount)) {
		return value.items as readonly number[];
	}
	throw new CheckpointError(
		`the pickle gives a tensor a ${what} that is not a tuple of up to ${MAX_AXES} counts`,
	);
}

/**
 * A tensor out of the arguments of PyTorch's rebuilders: storage, offset, size, stride.
 * @param dtype its type where the rebuilder names it, else the storage's own.
 * @throws CheckpointError if it reaches beyond its storage.
 * Source: `torch._utils._rebuild_tensor`.
 */
export function rebuildTensor(args: readonly PickleValue[], dtype?: Dtype): TorchTensor {
	const [storage, offset] = args;
	if (!(storage instanceof TorchStorage))
		throw new CheckpointError('the pickle makes a tensor without a storage');
	const type = dtype ?? storage.dtype;
	if (type === undefined) throw new CheckpointError('the pickle makes a tensor of an untyped storage');
	if (!isCount(offset)) throw new CheckpointError('the pickle gives a tensor an offset that is not a count');
	const shape = counts(args[2], 'shape');
	const strides = counts(args[3], 'stride');
	if (shape.length !== strides.length) {
		throw new CheckpointError(
			`the pickle gives a tensor ${shape.length} sizes and ${strides.length} strides`,
		);
	}
	const tensor = new TorchTensor(storage, type, { offset, shape, strides });
	// In doubles a sum beyond 2^53 is inexact but never wraps round to something small.
	const last = shape.reduce((sum, size, axis) => sum + (size - 1) * strides[axis]!, offset);
	const held = storage.byteLength / bytesPerElement.get(type)!;
	if (!shape.includes(0) && last >= held) {
		throw new CheckpointError(
			`a tensor of shape [${shape}] and stride [${strides}] reaches element ${last}, outside its storage of ${held}`,
		);
	}
	return tensor;
}
