import * as tf from '@tensorflow/tfjs';
import { type Attributes, type Op, type OpCase, ops } from '@unetr/ops';
import { unit } from 'unetr-testkit';
import { ownCases } from './ownCases.ts';

/** A random call of an op: legal or not. */
export interface FuzzCall {
	readonly op: Op;
	readonly inputs: Readonly<Record<string, FuzzInput>>;
	readonly attributes: Attributes;
}

/** One input; its values are a function of its name and shape. */
interface FuzzInput {
	shape: number[];
	readonly dtype: 'float32' | 'int32';
	/** Integers are in [0, classes). */
	readonly classes: number;
	/** Values that are not numbers, or labels of no class, are among them. */
	readonly odd: boolean;
}

const mostElements = 6000;
const sizeOf = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);
const isSmall = ({ inputs }: OpCase): boolean =>
	Object.values(inputs).every(({ shape }) => sizeOf(shape) <= mostElements);

const roster = Object.values(ops).map((op) => ({
	op,
	cases: [...op.cases, ...(ownCases[op.name] ?? [])].filter(isSmall),
}));

/** Draws from a stream of numbers that is a function of its name alone. */
class Draws {
	readonly #stream: Float32Array;
	#next = 0;

	constructor(name: string) {
		this.#stream = unit(name, 256);
	}

	/** Uniform in [0, 1). */
	uniform(): number {
		return (this.#stream[this.#next++ % this.#stream.length]! + 1) / 2;
	}

	/** A whole number in [0, n). */
	below(n: number): number {
		return Math.floor(this.uniform() * n);
	}

	of<T>(choices: readonly T[]): T {
		return choices[this.below(choices.length)]!;
	}
}

/** Call number n: every op in turn, at a case's sizes, at sizes scaled together, or with something broken. */
export function fuzzCall(n: number): FuzzCall {
	const draws = new Draws(`fuzz ${n}`);
	const { op, cases } = roster[n % roster.length]!;
	const base = draws.of(cases);
	const odd = draws.uniform() < 0.1;
	const inputs: Record<string, FuzzInput> = {};
	for (const [name, { shape, classes }] of Object.entries(base.inputs)) {
		const dtype = classes === undefined ? 'float32' : 'int32';
		inputs[name] = { shape: [...shape], dtype, classes: classes ?? 1, odd };
	}
	const call = { op, inputs, attributes: { ...base.attributes } };
	const how = draws.uniform();
	if (how < 0.45) resizeTogether(call, draws);
	if (how < 0.15 || how > 0.65) breakOne(call, draws);
	return call;
}

const extents = [1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 20, 33];

/** Gives every extent of some value another value, the same in all inputs, so that many calls stay legal. */
function resizeTogether({ inputs }: FuzzCall, draws: Draws): void {
	const known = [...new Set(Object.values(inputs).flatMap(({ shape }) => shape))];
	const renamed = new Map([[draws.of(known), draws.of(extents)]]);
	if (draws.uniform() < 0.3) renamed.set(draws.of(known), draws.of(extents));
	for (const input of Object.values(inputs)) {
		const shape = input.shape.map((extent) => renamed.get(extent) ?? extent);
		if (sizeOf(shape) <= 4 * mostElements) input.shape = shape;
	}
}

const oddNumbers = [0, -1, 1, 1.5, 2, 3, 7, 1e9, -1e9, 2 ** 31, Number.NaN, Number.POSITIVE_INFINITY];

function breakOne(call: FuzzCall, draws: Draws): void {
	const { attributes, inputs } = call as { attributes: Record<string, unknown>; inputs: FuzzCall['inputs'] };
	const [names, keys] = [Object.keys(inputs), Object.keys(attributes)];
	const name = draws.of(names);
	const { shape } = inputs[name]!;
	const axis = draws.below(Math.max(1, shape.length));
	const ways = [
		() => shape.splice(axis, 1, draws.of([0, ...extents])),
		() => shape.splice(axis, 1),
		() => shape.splice(axis, 0, draws.of([1, 2, 3])),
		() => delete (inputs as Record<string, FuzzInput>)[name],
		() => shape.reverse(),
		() => {
			const key = draws.of(keys);
			const value = attributes[key];
			attributes[key] = Array.isArray(value) ? brokenList(value, draws) : draws.of(oddNumbers);
		},
	];
	draws.of(keys.length > 0 ? ways : ways.slice(0, 5))();
}

function brokenList(list: readonly number[], draws: Draws): number[] {
	const index = draws.below(Math.max(1, list.length));
	if (draws.uniform() < 0.3) return list.filter((_, other) => other !== index);
	if (draws.uniform() < 0.2) return [...list, draws.of(oddNumbers)];
	return list.map((value, other) => (other === index ? draws.of(oddNumbers) : value));
}

/** The tensors of a call. */
export function fuzzInputs({ inputs }: FuzzCall): tf.NamedTensorMap {
	return Object.fromEntries(
		Object.entries(inputs).map(([name, { shape, dtype, classes, odd }]) => {
			const values = unit(name, sizeOf(shape));
			if (dtype === 'int32') {
				const labels = Int32Array.from(values, (u) => Math.floor(((u + 1) / 2) * classes));
				if (odd && labels.length > 0)
					labels.set([2 ** 31 - 1, -1, -(2 ** 31), classes].slice(0, labels.length));
				return [name, tf.tensor(labels, shape, dtype)];
			}
			if (odd && values.length > 1)
				values.set([Number.NaN, Number.NEGATIVE_INFINITY].slice(0, values.length));
			return [name, tf.tensor(values, shape, dtype)];
		}),
	);
}
