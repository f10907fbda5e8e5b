import { CheckpointError } from '../checkpointError.ts';
import type { Dtype } from '../dtype.ts';
import { putPairs } from '../pickle/pickleMachine.ts';
import {
	PickleDict,
	PickleGlobal,
	PickleList,
	PickleObject,
	PickleTuple,
	type PickleValue,
} from '../pickle/pickleValue.ts';
import { quote } from '../quote.ts';
import { rebuildTensor, TorchTensor } from './torchTensor.ts';

/** What is neither tensor nor container and is only passed over: a device, an array of numpy's. */
class Passed extends PickleObject {
	override readonly kind = 'a plain object';
	override readonly takesState = true;
}

/** A name for an element type: of `torch.float32` and the like, and of the storages. */
export class TorchType extends PickleGlobal {
	/** Undefined where this package has no such type. */
	readonly dtype: Dtype | undefined;
	readonly isStorage: boolean;

	constructor(name: string, dtype: Dtype | undefined, isStorage: boolean) {
		super(name);
		this.dtype = dtype;
		this.isStorage = isStorage;
	}
}

const storages: Readonly<Record<string, Dtype>> = {
	DoubleStorage: 'F64',
	FloatStorage: 'F32',
	HalfStorage: 'F16',
	BFloat16Storage: 'BF16',
	LongStorage: 'I64',
	IntStorage: 'I32',
	ShortStorage: 'I16',
	CharStorage: 'I8',
	ByteStorage: 'U8',
	BoolStorage: 'BOOL',
};

const dtypes: Readonly<Record<string, Dtype | undefined>> = {
	float64: 'F64',
	float32: 'F32',
	float16: 'F16',
	bfloat16: 'BF16',
	int64: 'I64',
	uint64: 'U64',
	int32: 'I32',
	uint32: 'U32',
	int16: 'I16',
	uint16: 'U16',
	int8: 'I8',
	uint8: 'U8',
	bool: 'BOOL',
	complex32: undefined,
	complex64: undefined,
	complex128: undefined,
};

const passed = (): PickleValue => new Passed();

function orderedDict(args: readonly PickleValue[]): PickleDict {
	const dict = new PickleDict();
	const [first] = args;
	if (first instanceof PickleDict) putPairs(dict, first.pairs);
	if (!(first instanceof PickleList || first instanceof PickleTuple)) return dict;
	for (const pair of first.items) {
		if (!(pair instanceof PickleList || pair instanceof PickleTuple) || pair.items.length !== 2) {
			throw new CheckpointError('the pickle makes a dict of something other than pairs');
		}
		putPairs(dict, pair.items);
	}
	return dict;
}

function list([first]: readonly PickleValue[]): PickleValue {
	return new PickleList(first instanceof PickleList || first instanceof PickleTuple ? [...first.items] : []);
}

function size([first]: readonly PickleValue[]): PickleValue {
	return first instanceof PickleTuple
		? first
		: new PickleTuple(first instanceof PickleList ? first.items : []);
}

function tensorV2(args: readonly PickleValue[]): TorchTensor {
	const flags = args[6] instanceof PickleDict ? args[6].texts() : new Map<string, PickleValue>();
	for (const flag of ['conj', 'neg']) {
		if (flags.get(flag) === true) throw new CheckpointError(`tensors with the ${flag} bit are not supported`);
	}
	return rebuildTensor(args);
}

function tensorV3(args: readonly PickleValue[]): TorchTensor {
	const type = args[6];
	if (!(type instanceof TorchType) || type.isStorage) {
		throw new CheckpointError('the pickle makes a tensor of no known dtype');
	}
	if (type.dtype === undefined) throw new CheckpointError(`tensors of ${type.name} are not supported`);
	return rebuildTensor(args, type.dtype);
}

function parameter([tensor]: readonly PickleValue[]): TorchTensor {
	if (tensor instanceof TorchTensor) return tensor;
	throw new CheckpointError('the pickle makes a parameter of something other than a tensor');
}

/** Everything that a checkpoint may name: tensor rebuilders, containers, and plain values that are passed over. */
const allowed: ReadonlyMap<string, PickleGlobal> = new Map(
	[
		new PickleGlobal('collections.OrderedDict', orderedDict),
		new PickleGlobal('collections.Counter', orderedDict),
		...['__builtin__', 'builtins'].flatMap((module) => [
			new PickleGlobal(`${module}.set`, list),
			new PickleGlobal(`${module}.frozenset`, list),
			new PickleGlobal(`${module}.bytearray`, passed),
		]),
		new PickleGlobal('torch.Size', size),
		new PickleGlobal('torch.device', passed),
		new PickleGlobal('torch.serialization._get_layout', passed),
		new PickleGlobal('torch._utils._rebuild_tensor', (args) => rebuildTensor(args)),
		new PickleGlobal('torch._utils._rebuild_tensor_v2', tensorV2),
		new PickleGlobal('torch._utils._rebuild_tensor_v3', tensorV3),
		new PickleGlobal('torch._utils._rebuild_parameter', parameter),
		new PickleGlobal('torch._utils._rebuild_parameter_with_state', parameter),
		new TorchType('torch.storage.UntypedStorage', undefined, true),
		new TorchType('torch.UntypedStorage', undefined, true),
		...Object.entries(storages).map(([name, dtype]) => new TorchType(`torch.${name}`, dtype, true)),
		...Object.entries(dtypes).map(([name, dtype]) => new TorchType(`torch.${name}`, dtype, false)),
		// Training logs beside the weights are often numpy's; they are kept apart as bytes and never looked at.
		...['numpy.core', 'numpy._core'].flatMap((module) => [
			new PickleGlobal(`${module}.multiarray._reconstruct`, passed),
			new PickleGlobal(`${module}.multiarray.scalar`, passed),
		]),
		new PickleGlobal('numpy.ndarray'),
		new PickleGlobal('numpy.dtype', passed),
		new PickleGlobal('_codecs.encode', passed),
	].map((global) => [global.name, global]),
);

const unsupported =
	/^torch\.(?:Complex\w*|Q\w+)Storage$|^torch\._utils\._rebuild_\w+$|^torch\.(?:float8_|q|bits)\w+$/;

/**
 * What a name in a checkpoint's pickle stands for.
 * @throws CheckpointError if it is not on the list; the name is never looked up anywhere else.
 */
export function torchGlobal(module: string, name: string): PickleGlobal {
	const full = `${module}.${name}`;
	const found = allowed.get(full);
	// A dot inside a name would be a way along attributes: only whole names of whole modules count.
	if (found && !name.includes('.')) return found;
	const shown = quote(full).slice(1, -1);
	if (unsupported.test(full)) {
		throw new CheckpointError(
			`it holds a tensor of a kind that is not supported (${shown}): save dense real tensors`,
		);
	}
	throw new CheckpointError(
		`the pickle names ${shown}, which is neither a tensor nor a container, and nothing was run: if the file is your own, save model.state_dict() alone instead of the model`,
	);
}
