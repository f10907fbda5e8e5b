import { CheckpointError } from '../checkpointError.ts';
import type { PickleReader } from './pickleReader.ts';
import {
	kindOf,
	PickleDict,
	PickleGlobal,
	PickleList,
	PickleObject,
	PickleTuple,
	type PickleValue,
} from './pickleValue.ts';

/** What a format allows in its pickles. */
export interface PickleRules {
	/** What a name stands for. @throws CheckpointError if it may not be used. */
	global(module: string, name: string): PickleGlobal;
	/** What a persistent id stands for. @throws CheckpointError if it is not one of the format's. */
	persistentId(id: PickleValue): PickleValue;
}

/** Lists, tuples, dicts and objects of one pickle; weights have a few for each tensor. */
const MAX_OBJECTS = 1_000_000;

/** The stack and the memo that a pickle's opcodes work on. Nothing that they do runs code. */
export class PickleMachine {
	readonly reader: PickleReader;
	readonly rules: PickleRules;
	readonly #stack: PickleValue[] = [];
	readonly #marks: number[] = [];
	readonly #memo = new Map<number, PickleValue>();
	#objects = 0;

	constructor(reader: PickleReader, rules: PickleRules) {
		this.reader = reader;
		this.rules = rules;
	}

	push(value: PickleValue): void {
		if (typeof value === 'object') this.#count(1);
		this.#stack.push(value);
	}

	#count(objects: number): void {
		this.#objects += objects;
		if (this.#objects > MAX_OBJECTS) {
			throw new CheckpointError(`the pickle makes more than ${MAX_OBJECTS} objects, which no weights need`);
		}
	}

	pop(): PickleValue {
		if (this.#stack.length <= (this.#marks.at(-1) ?? 0)) {
			throw new CheckpointError('the pickle takes a value from an empty stack');
		}
		return this.#stack.pop()!;
	}

	top(): PickleValue {
		const value = this.pop();
		this.#stack.push(value);
		return value;
	}

	mark(): void {
		this.#marks.push(this.#stack.length);
	}

	/** Takes the values after the last mark, and the mark. */
	popMark(): PickleValue[] {
		const mark = this.#marks.pop();
		if (mark === undefined) throw new CheckpointError('the pickle goes back to a mark that was never set');
		return this.#stack.splice(mark);
	}

	/** POP takes a mark as well as a value. */
	popAny(): void {
		if (this.#marks.at(-1) === this.#stack.length && this.#marks.length > 0) this.#marks.pop();
		else this.pop();
	}

	store(slot: number): void {
		this.#memo.set(slot, this.top());
	}

	storeNext(): void {
		this.store(this.#memo.size);
	}

	fetch(slot: number): PickleValue {
		const value = this.#memo.get(slot);
		if (value === undefined)
			throw new CheckpointError(`the pickle reads the memo slot ${slot}, which was never set`);
		this.#stack.push(value);
		return value;
	}

	append(items: readonly PickleValue[]): void {
		const list = this.top();
		if (!(list instanceof PickleList)) throw new CheckpointError(`the pickle appends to ${kindOf(list)}`);
		for (const item of items) list.items.push(item);
	}

	/** Puts keys and values in turn into the dict on top. */
	setItems(pairs: readonly PickleValue[]): void {
		const dict = this.top();
		if (!(dict instanceof PickleDict))
			throw new CheckpointError(`the pickle sets an item of ${kindOf(dict)}`);
		putPairs(dict, pairs);
	}

	/** REDUCE: what an allowed name makes of its arguments. */
	reduce(): void {
		const args = this.pop();
		const callable = this.pop();
		if (!(callable instanceof PickleGlobal) || callable.call === undefined) {
			throw new CheckpointError(
				`the pickle calls ${kindOf(callable)}, which is nothing to call; nothing was run`,
			);
		}
		if (!(args instanceof PickleTuple)) {
			throw new CheckpointError(`the pickle calls ${callable.name} with ${kindOf(args)} for arguments`);
		}
		// A call may go through all members of an argument, so that these count at every call.
		for (const argument of args.items) this.#count(membersOf(argument));
		this.push(callable.call(args.items));
	}

	/** BUILD: attributes of a dict and of what the rules made count for nothing. */
	build(): void {
		this.pop();
		const target = this.top();
		if (target instanceof PickleDict || (target instanceof PickleObject && target.takesState)) return;
		throw new CheckpointError(`the pickle sets the state of ${kindOf(target)}, which is refused`);
	}

	/** NEWOBJ and its like: `torch.save` of a state dict makes no instance. */
	refuseInstance(target: PickleValue): never {
		throw new CheckpointError(`the pickle makes an instance of ${kindOf(target)}, which is refused`);
	}
}

function membersOf(value: PickleValue): number {
	if (value instanceof PickleDict) return value.pairs.length;
	return value instanceof PickleList || value instanceof PickleTuple ? value.items.length : 0;
}

/** Adds keys and values in turn. @throws CheckpointError if one is missing or cannot be a key in Python. */
export function putPairs(dict: PickleDict, pairs: readonly PickleValue[]): void {
	if (pairs.length % 2 === 1) throw new CheckpointError('the pickle sets a key of a dict without a value');
	for (let i = 0; i < pairs.length; i += 2) {
		const key = pairs[i]!;
		if (key instanceof PickleList || key instanceof PickleDict) {
			throw new CheckpointError(`the pickle uses ${kindOf(key)} as a key, which is unhashable`);
		}
		dict.pairs.push(key, pairs[i + 1]!);
	}
}
