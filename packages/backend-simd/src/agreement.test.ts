import { ops, useBackend } from '@unetr/ops';
import { maxAbsOverMax } from 'unetr-testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { nativeInstructionSets } from './engine/nativeAddon.ts';
import { engineValues } from './testing/engineValues.ts';
import { type FilledCall, filledCall } from './testing/filledCall.ts';
import type { Values } from './testing/opValues.ts';
import { ownCases } from './testing/ownCases.ts';

const without = nativeInstructionSets().length === 0 && !process.env.CI;
const roster = Object.values(ops).map((op) => ({ op, cases: [...op.cases, ...(ownCases[op.name] ?? [])] }));

describe.skipIf(without)('the two engines', () => {
	it('agree within 1e-5 of the largest value, on every op and case', async () => {
		await useBackend('cpu');
		const calls = roster.flatMap(({ op, cases }) => cases.map((opCase) => filledCall(op, opCase)));
		const native = await engineValues('native', calls);
		const wasm = await engineValues('wasm', calls);
		const apart = calls.flatMap(({ name }, index) =>
			native[index]!.map((values, output) => maxAbsOverMax(wasm[index]![output]!, values))
				.filter((error) => !(error < 1e-5))
				.map((error) => `${name}: ${error}`),
		);
		expect(calls.length).toBeGreaterThan(300);
		expect(apart).toEqual([]);
	});
});

const mostElements = 4000;
const specials = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

/** Calls with one value that is no number in one input, for each float input of an op's first small cases. */
function specialCalls(): FilledCall[] {
	return roster.flatMap(({ op, cases }) => {
		const small = cases
			.map((opCase) => filledCall(op, opCase))
			.filter(isSmall)
			.slice(0, 2);
		return small.flatMap((call) =>
			Object.entries(call.inputs)
				.filter(([, { values }]) => values instanceof Float32Array)
				.flatMap(([name]) => specials.map((special) => withSpecial(call, name, special))),
		);
	});
}

const isSmall = ({ inputs }: FilledCall): boolean =>
	Object.values(inputs).every(({ values }) => values.length <= mostElements);

function withSpecial(call: FilledCall, input: string, special: number): FilledCall {
	const { values, shape } = call.inputs[input]!;
	const changed = values.slice();
	changed[changed.length >> 1] = special;
	const inputs = { ...call.inputs, [input]: { values: changed, shape } };
	return { ...call, name: `${call.name}, ${special} in ${input}`, inputs };
}

/** The reference multiplies −∞ by a label of 0, which is NaN; the kernel leaves the class out. */
const isExcepted = (name: string): boolean => /^softmaxRegionSums .*, -Infinity in logits$/.test(name);
const isPlain = (value: number): boolean => Number.isFinite(value);

describe.skipIf(without)('values that are no numbers', () => {
	let calls: FilledCall[];
	let [reference, native, wasm]: Values[][][] = [];
	beforeAll(async () => {
		await useBackend('cpu');
		calls = specialCalls();
		reference = await engineValues('cpu', calls);
		native = await engineValues('native', calls);
		wasm = await engineValues('wasm', calls);
	}, 120_000);

	/** Names of the calls that have an output for which `isWrong` holds. */
	const wrong = (isWrong: (values: Values, expected: Values) => boolean, of: Values[][], than: Values[][]) =>
		calls
			.filter((_, index) => of[index]!.some((values, output) => isWrong(values, than[index]![output]!)))
			.map(({ name }) => name)
			.filter((name) => !isExcepted(name));

	it('are where the reference has them, or at least one of them is', () => {
		const isLost = (values: Values, expected: Values) =>
			!Array.from(expected).every(isPlain) && Array.from(values).every(isPlain);
		expect(calls.length).toBeGreaterThan(500);
		expect(wrong(isLost, native!, reference!)).toEqual([]);
		expect(wrong(isLost, wasm!, reference!)).toEqual([]);
	});

	it('are nowhere else', () => {
		const isMade = (values: Values, expected: Values) =>
			expected.some((value, index) => isPlain(value) && !isPlain(values[index]!));
		expect(wrong(isMade, native!, reference!)).toEqual([]);
		expect(wrong(isMade, wasm!, reference!)).toEqual([]);
	});

	it('are the same ones on both engines', () => {
		const differs = (values: Values, expected: Values) =>
			expected.some((value, index) => !isPlain(value) && !Object.is(values[index], value));
		expect(wrong(differs, wasm!, native!)).toEqual([]);
	});
});
