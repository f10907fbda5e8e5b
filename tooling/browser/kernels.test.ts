import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { startNodeGpu } from '@unetr/backend-webgpu/node';
import {
	type BundledPage,
	bundlePage,
	chooseSoftwareGpu,
	chromiumPath,
	inChromium,
	kernelError,
} from 'unetr-testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseCases } from './testing/chooseCases.ts';
import { type KernelCase, valuesOfCase } from './testing/kernelCases.ts';
import type { KernelRun } from './testing/kernelPage.ts';
import type { KernelMode } from './testing/startKernels.ts';

const entry = fileURLToPath(new URL('./testing/kernelPage.ts', import.meta.url));
const sources = fileURLToPath(new URL('../../packages/backend-webgpu/src', import.meta.url));
const shaderFiles = globSync(join(sources, '**/*.wgsl'))
	.map((path) => basename(path))
	.sort();

/** Cases in each mode, with what tfjs's own cpu backend gives for them. */
interface Round {
	readonly mode: KernelMode;
	readonly cases: readonly KernelCase[];
	readonly expected: readonly number[][][];
}

const modes: readonly KernelMode[] = [
	{ subgroups: true, precision: 'f32' },
	{ subgroups: false, precision: 'f32' },
	{ subgroups: true, precision: 'f16' },
];
/** Of the largest value; halves have 11 bits. */
const tolerance = { f32: 1e-5, f16: 4e-3 };

async function planRounds(): Promise<Round[]> {
	await startNodeGpu();
	const rounds: Omit<Round, 'expected'>[] = [];
	let known: ReadonlySet<string> = new Set();
	for (const mode of modes) {
		const { chosen, covered } = await chooseCases(mode, known);
		rounds.push({ mode, cases: chosen });
		known = covered;
	}
	await tf.setBackend('cpu');
	return Promise.all(
		rounds.map(async (round) => ({ ...round, expected: await Promise.all(round.cases.map(valuesOfCase)) })),
	);
}

/* Chromium's software GPU is some 20 times slower than Dawn's in Node: each shader's file runs there at least once. */
describe.skipIf(!chromiumPath() || !chooseSoftwareGpu())(
	'the webgpu backend in Chromium (needs chromium)',
	() => {
		let page: BundledPage;
		let rounds: Round[];
		beforeAll(async () => {
			[page, rounds] = await Promise.all([bundlePage(entry), planRounds()]);
		}, 120_000);
		afterAll(() => page?.close());

		it('runs every shader’s file, with the values of the reference and without a refusal', async () => {
			const runs = await inChromium(page.folder, { isolated: false }, async (opened) => {
				const all: KernelRun[] = [];
				for (const { cases, mode } of rounds) {
					all.push(
						await opened.evaluate<KernelRun>(`runKernels(${JSON.stringify(cases)}, ${JSON.stringify(mode)})`),
					);
				}
				return all;
			});
			for (const [round, { cases, expected, mode }] of rounds.entries()) {
				for (const [at, { op, index }] of cases.entries()) {
					const errors = expected[at]!.map((values, output) =>
						kernelError(op, runs[round]!.values[at]![output]!, values),
					);
					expect(Math.max(...errors), `case ${index} of ${op}`).toBeLessThan(tolerance[mode.precision]);
				}
			}
			const files = new Set(runs.flatMap((run) => run.files));
			expect([...files].sort()).toEqual(shaderFiles);
		}, 300_000);
	},
);
