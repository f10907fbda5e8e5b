/** A Python list, set or bytearray; of a set only its members are kept. */
export class PickleList {
	readonly items: PickleValue[];

	constructor(items: PickleValue[] = []) {
		this.items = items;
	}
}

export class PickleTuple {
	readonly items: readonly PickleValue[];

	constructor(items: readonly PickleValue[] = []) {
		this.items = items;
	}
}

/** A Python dict: keys and values in turn, a later key replacing an earlier one when it is read. */
export class PickleDict {
	readonly pairs: PickleValue[] = [];

	/** The entries whose keys are texts; Maps, so that a name like `__proto__` is a name and nothing else. */
	texts(): Map<string, PickleValue> {
		const entries = new Map<string, PickleValue>();
		for (let i = 0; i < this.pairs.length; i += 2) {
			const key = this.pairs[i];
			if (typeof key === 'string') entries.set(key, this.pairs[i + 1]!);
		}
		return entries;
	}
}

/** A name that a pickle may use, with what calling it means; it never stands for code. */
export class PickleGlobal {
	readonly name: string;
	readonly call: ((args: readonly PickleValue[]) => PickleValue) | undefined;

	constructor(name: string, call?: (args: readonly PickleValue[]) => PickleValue) {
		this.name = name;
		this.call = call;
	}
}

/** Something that the rules of a format make out of a call or a persistent id. */
export abstract class PickleObject {
	/** How errors call it. */
	abstract readonly kind: string;
	/** Whether a state may be given to it, which is then passed over. */
	readonly takesState: boolean = false;
}

export type PickleValue =
	| null
	| boolean
	| number
	| bigint
	| string
	| Uint8Array
	| PickleList
	| PickleTuple
	| PickleDict
	| PickleGlobal
	| PickleObject;

/** How errors call a value. */
export function kindOf(value: PickleValue): string {
	if (value === null) return 'None';
	if (value instanceof PickleList) return 'a list';
	if (value instanceof PickleTuple) return 'a tuple';
	if (value instanceof PickleDict) return 'a dict';
	if (value instanceof PickleGlobal) return value.name;
	if (value instanceof PickleObject) return value.kind;
	return value instanceof Uint8Array ? 'bytes' : `a ${typeof value}`;
}
