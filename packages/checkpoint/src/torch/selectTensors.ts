import { CheckpointError } from '../checkpointError.ts';
import { kindOf, PickleDict, type PickleValue } from '../pickle/pickleValue.ts';
import { quote } from '../quote.ts';
import { TorchTensor } from './torchTensor.ts';

/** Which tensors of a checkpoint are wanted, and how they are called. */
export interface SelectOptions {
	/** The entry that holds the weights, such as `state_dict`; dots lead into entries of entries. */
	readonly key?: string;
	/** A prefix to take off every name, such as `module.` of DataParallel; names without it stay as they are. */
	readonly stripPrefix?: string;
}

type NamedTensors = Map<string, TorchTensor>;

/** Names under which trainers put a network's weights; they win over tensors that lie beside them. */
const weightNames = new Set(['state_dict', 'model_state_dict', 'model', 'network_weights', 'weights', 'net']);

/** The tensors that lie directly in a dict. */
function tensorsOf(dict: PickleDict): NamedTensors {
	const entries = [...dict.texts()].filter(
		(entry): entry is [string, TorchTensor] => entry[1] instanceof TorchTensor,
	);
	return new Map(entries);
}

function follow(root: PickleDict, key: string): PickleDict {
	let found: PickleValue | undefined = root.texts().get(key);
	if (found === undefined) {
		found = root;
		for (const part of key.split('.'))
			found = found instanceof PickleDict ? found.texts().get(part) : undefined;
	}
	if (found instanceof PickleDict) return found;
	const names = [...root.texts().keys()].slice(0, 10).map(quote).join(', ');
	throw new CheckpointError(`it has no dict under ${quote(key)}; it holds ${names}`);
}

function choose(root: PickleDict): NamedTensors {
	const own = tensorsOf(root);
	const nested = [...root.texts()]
		.map(([name, value]) => [name, value instanceof PickleDict ? tensorsOf(value) : new Map()] as const)
		.filter(([, tensors]) => tensors.size > 0);
	const [first] = nested;
	if (first === undefined) {
		if (own.size > 0) return own;
		throw new CheckpointError('it holds no dict of tensors; if they lie deeper, name it with the option key');
	}
	if (nested.length === 1 && (own.size === 0 || weightNames.has(first[0]))) return first[1];
	const names = nested.slice(0, 10).map(([name]) => quote(name));
	if (own.size > 0) names.unshift('its own');
	throw new CheckpointError(
		`it holds several dicts of tensors: choose with the option key: ${names.join(', ')}`,
	);
}

function strip(tensors: NamedTensors, prefix: string): NamedTensors {
	const stripped: NamedTensors = new Map();
	for (const [name, tensor] of tensors) {
		const short = name.startsWith(prefix) ? name.slice(prefix.length) : name;
		if (stripped.has(short))
			throw new CheckpointError(`two tensors are named ${quote(short)} without the prefix`);
		stripped.set(short, tensor);
	}
	return stripped;
}

/**
 * The weights of a checkpoint: its own tensors, or those of the one dict in it that has any.
 * @throws CheckpointError if there is none, or several to choose from.
 */
export function selectTensors(root: PickleValue, options: SelectOptions): NamedTensors {
	if (!(root instanceof PickleDict)) {
		throw new CheckpointError(`it holds ${kindOf(root)}, not a dict of tensors: save model.state_dict()`);
	}
	const { key, stripPrefix } = options;
	const tensors = key === undefined ? choose(root) : tensorsOf(follow(root, key));
	if (tensors.size === 0) throw new CheckpointError(`it has no tensors under ${quote(key ?? '')}`);
	return stripPrefix === undefined ? tensors : strip(tensors, stripPrefix);
}
