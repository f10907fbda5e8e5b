import type * as tf from '@tensorflow/tfjs';
import { nativeInstructionSets } from '@unetr/backend-simd';
import {
	chooseSoftwareGpu,
	type Golden,
	type GoldenCase,
	type GoldenTensor,
	goldenCases,
	l2Relative,
	maxAbsOverMax,
	readGolden,
} from 'unetr-testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GoldenRun, runGolden } from './goldenRun.ts';
import { prefixGolden } from './prefixGolden.ts';
import { type EngineName, useEngine } from './useEngine.ts';

/** A row of the sidecar's `params`, in the order of `params_columns`. */
type Row = [
	key: string,
	shape: number[],
	l2: number,
	gradL2: number | null,
	l2After1: number,
	change1: number,
	l2After3: number,
	change3: number,
	floatErrorGrad: number,
	floatErrorChange1: number,
	floatErrorChange3: number,
	flag?: 'noise',
];

/** Place in `GoldenRun.states` of the state after one step and after three. */
const AFTER = { 1: 2, 3: 3 } as const;

// Not `Math.hypot`, which takes no more arguments than the stack holds.
const norm = (values: ArrayLike<number>): number =>
	Math.sqrt(Array.from(values).reduce((sum, value) => sum + value * value, 0));

function changeOf({ states }: GoldenRun, key: string, steps: 1 | 3): Float32Array {
	const start = states[0]!.get(key)!.values as Float32Array;
	const end = states[AFTER[steps]]!.get(key)!.values as Float32Array;
	return end.map((value, i) => value - start[i]!);
}

const isQkvBias = (key: string): boolean => key.endsWith('attn.qkv.bias');

/** q and v thirds of a qkv bias; the key third has no true gradient, Adam steps on its rounding noise. */
function withoutKeyThird(values: Float32Array): Float32Array {
	const third = values.length / 3;
	return Float32Array.from([...values.subarray(0, third), ...values.subarray(2 * third)]);
}

/** A stored tensor and how far apart its values stand in the whole one. */
interface Stored {
	readonly values: GoldenTensor['values'];
	readonly every: number;
}

function findStored(tensors: Golden['tensors'], name: string): Stored | undefined {
	for (const [key, { values }] of tensors) {
		if (key === name) return { values, every: 1 };
		if (key.startsWith(`${name}.sample`)) return { values, every: Number(key.slice(name.length + 7)) };
	}
	return undefined;
}

const sampled = (values: Float32Array, { every }: Stored): Float32Array =>
	every === 1 ? values : values.filter((_, i) => i % every === 0);

/** The model's outputs as the reference gives them: one, several, or stacked behind the batch. */
function asStored(outputs: readonly Float32Array[], { entry }: Golden): Map<string, Float32Array> {
	if (outputs.length === 1) return new Map([['', outputs[0]!]]);
	if (!(entry as unknown as { loss: string }).loss.includes('y[:, i]')) {
		return new Map(outputs.map((output, i) => [String(i), output]));
	}
	const batch: number = entry.input_shape[0];
	const size = outputs[0]!.length / batch;
	const stacked = new Float32Array(outputs.length * outputs[0]!.length);
	outputs.forEach((output, i) => {
		for (let b = 0; b < batch; b++) {
			stacked.set(output.subarray(b * size, (b + 1) * size), (b * outputs.length + i) * size);
		}
	});
	return new Map([['', stacked]]);
}

/** What a suite of golden cases needs beside their files. */
export interface GoldenSuiteOptions {
	/** The model of a case, without weights. */
	readonly build: (golden: Golden) => tf.LayersModel;
	/** Engines to run on, all but `webgpu` by default. */
	readonly engines?: readonly EngineName[];
	/** Cases to run on `webgpu` too: one of a kind, for it is slow on a software GPU. */
	readonly onGpu?: readonly string[];
	/** Least relative error allowed on a parameter's change after three steps; 1e-3 by default. */
	readonly leastAfter3?: number;
	/**
	 * Cases of which three steps pass a LeakyReLU input within rounding of its kink. A kernel that sums in another order may
	 * fall on the other side, as does any engine with an image scaled by 1 + 10⁻⁷; a few parameters then miss the reference
	 * by 2.1 times the tolerance, with gradients as exact as before.
	 */
	readonly nearKink?: readonly string[];
	/** What stands before the case's keys in the model, for example `block.`; nothing by default. */
	readonly prefix?: string;
}

/** Declares the tests of one case on the current backend. */
function goldenTests(
	golden: Golden,
	result: () => GoldenRun,
	leastAfter3: number,
	isNearKink: boolean,
): void {
	const { tensors, sidecar, entry } = golden;
	const rows = (sidecar.params as Row[]).filter(([, , , gradL2]) => gradL2 !== null);
	const compareOutputs = (outputs: readonly Float32Array[], name: string, tolerance: number): void => {
		for (const [suffix, values] of asStored(outputs, golden)) {
			const stored = findStored(tensors, `${name}${suffix}`)!;
			const error = maxAbsOverMax(sampled(values, stored), stored.values);
			expect(error, `${name}${suffix}`).toBeLessThan(tolerance);
		}
	};

	it('takes exactly the keys that run', () => {
		expect([...result().gradients.keys()].toSorted()).toEqual(rows.map(([key]) => key).toSorted());
		const untied = sidecar.recipe.filter((entry: unknown[]) => entry.length < 5);
		const dead = new Set(
			(sidecar.params as Row[]).filter(([, , , gradL2]) => gradL2 === null).map(([key]) => key),
		);
		for (const [key, shape] of untied) {
			if (dead.has(key)) continue;
			expect(result().states[0]!.get(key)?.shape, key).toEqual(shape);
		}
		const known = new Set(sidecar.recipe.map(([key]: [string]) => key));
		expect([...result().states[0]!.keys()].filter((key) => !known.has(key))).toEqual([]);
	});

	it('gives the outputs, in training and out of it', () => {
		compareOutputs(result().outputs, 'y', entry.tolerance.y_max_abs_over_max.recommended);
		const ownEvaluation = entry.tolerance.y_eval_max_abs_over_max;
		if (!ownEvaluation) {
			compareOutputs(result().evaluated, 'y', entry.tolerance.y_max_abs_over_max.recommended);
			return;
		}
		// Where the reference gives one map in evaluation, it is our first.
		const single = findStored(tensors, 'y_eval');
		const evaluated = single ? result().evaluated.slice(0, 1) : result().evaluated;
		compareOutputs(evaluated, 'y_eval', ownEvaluation.recommended);
	});

	it('gives the loss', () => {
		expect(Math.abs(result().loss / sidecar.losses[0] - 1)).toBeLessThan(entry.tolerance.loss_rel);
	});

	const buffers = [...tensors.keys()].filter((name) => name.startsWith('buffers1/'));
	if (buffers.length > 0) {
		it('moves the running statistics', () => {
			for (const name of buffers) {
				const values = result().states[1]!.get(name.replace('buffers1/', ''))!.values as Float32Array;
				expect(maxAbsOverMax(values, tensors.get(name)!.values), name).toBeLessThan(1e-5);
			}
		});
	}

	it('gives the gradients', () => {
		const tolerance = entry.tolerance.grad_l2_rel.recommended;
		for (const [key, , , gradL2, , , , , , , , flag] of rows) {
			if (flag === 'noise') continue;
			const gradient = result().gradients.get(key)!;
			expect(Math.abs(norm(gradient) / gradL2! - 1), `norm of ${key}`).toBeLessThan(tolerance);
			const stored = findStored(tensors, `grad/${key}`);
			if (!stored) continue;
			expect(l2Relative(sampled(gradient, stored), stored.values), key).toBeLessThan(tolerance);
		}
	});

	/**
	 * Relative error allowed on a change: eight times what float32 PyTorch misses of the parameter, at least 1e-3
	 * (`leastAfter3`); after three steps three times this for a case `nearKink`.
	 */
	const toleranceOf = (row: Row, steps: 1 | 3): number =>
		steps === 1 ? Math.max(8 * row[9], 1e-3) : Math.max(8 * row[10], leastAfter3) * (isNearKink ? 3 : 1);

	for (const steps of [1, 3] as const) {
		it(`gives the parameters after ${steps} AdamW steps`, () => {
			for (const row of rows) {
				const [key, , l2] = row;
				const change = changeOf(result(), key, steps);
				// Each step moves a value by at most lr (1 + a little), plus lr · decay · |value|.
				const bound = steps * 1e-3 * 1.01 + steps * 1e-5 * l2;
				expect(
					change.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
					key,
				).toBeLessThan(bound);
				if (row[11] === 'noise' || isQkvBias(key)) continue;
				const error = Math.abs(norm(change) / row[steps === 1 ? 5 : 7] - 1);
				expect(error, `change of ${key}`).toBeLessThan(toleranceOf(row, steps));
			}
		});

		it(`gives the followed parameters after ${steps} AdamW steps, value by value`, () => {
			for (const key of entry.follow as string[]) {
				const row = rows.find(([name]) => name === key)!;
				if (row[11] === 'noise') continue;
				const start = result().states[0]!.get(key)!.values as Float32Array;
				const end = tensors.get(`adamw${steps}/${key}`)!.values;
				const pick = isQkvBias(key) ? withoutKeyThird : (values: Float32Array) => values;
				const expected = pick(end.map((value, i) => value - start[i]!));
				const error = l2Relative(pick(changeOf(result(), key, steps)), expected);
				expect(error, key).toBeLessThan(toleranceOf(row, steps));
			}
		});
	}

	it('leaves no tensor behind', () => expect(result().leaked).toBe(0));
}

/**
 * Declares, for every golden model whose id starts with `idPrefix`, the tests that ours gives the reference's outputs,
 * loss, gradients, running statistics and parameters after one and three AdamW steps.
 */
export function goldenSuite(
	idPrefix: string,
	{
		build,
		engines = ['cpu', 'native', 'wasm'],
		onGpu = [],
		leastAfter3 = 1e-3,
		nearKink = [],
		prefix = '',
	}: GoldenSuiteOptions,
): void {
	// Without a C++ compiler there are no native kernels; where everything must be tested there is one.
	const absent = nativeInstructionSets().length === 0 && !process.env.CI ? 'native' : undefined;
	const runOn = (engine: EngineName, cases: readonly GoldenCase[], skipped: boolean): void => {
		describe.skipIf(skipped).each(cases)(`$id on ${engine}`, ({ id }) => {
			const golden = prefixGolden(readGolden(id), prefix);
			let result: GoldenRun;
			beforeAll(async () => {
				await useEngine(engine);
				result = await runGolden(golden, build);
			}, 600_000);
			goldenTests(golden, () => result, leastAfter3, nearKink.includes(id));
		});
	};
	for (const engine of engines) runOn(engine, goldenCases(idPrefix), engine === absent);
	const gpuCases = goldenCases(idPrefix).filter(({ id }) => onGpu.includes(id));
	if (gpuCases.length > 0) runOn('webgpu', gpuCases, !chooseSoftwareGpu());
	afterAll(() => useEngine('cpu'));
}
