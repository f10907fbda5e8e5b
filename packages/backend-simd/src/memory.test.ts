import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { gelu, linear } from '@unetr/ops';
import { describe, expect, it } from 'vitest';
import { nativeInstructionSets } from './engine/nativeAddon.ts';
import { SimdError } from './engine/simdError.ts';
import { restartOn } from './testing/restartOn.ts';
import type { SoakLook } from './testing/soak.ts';
import { tinyTraining } from './testing/tinyTraining.ts';

const engines = ['native', 'wasm'] as const;

/** V8 keeps pages for new objects in store; of few pages the process's size shows what else grows. */
const soak = ['--expose-gc', '--max-semi-space-size=4', '--conditions=unetr-source'];
const soakFile = fileURLToPath(new URL('./testing/soak.ts', import.meta.url));

describe.skipIf(nativeInstructionSets().length === 0 && !process.env.CI)('memory', () => {
	it.each(engines)(
		'stays flat over 5000 training steps: %s',
		async (engine) => {
			const { stdout } = await promisify(execFile)(process.execPath, [...soak, soakFile, engine]);
			const looks: SoakLook[] = JSON.parse(stdout.trim().split('\n').at(-1)!);
			expect(looks).toHaveLength(5);
			const [first] = looks as [SoakLook];
			for (const { loss, tensors, engine: bytes } of looks.slice(1)) {
				expect(loss).toBeLessThan(first.loss);
				expect(tensors).toEqual(first.tensors);
				expect(bytes).toEqual(first.engine);
			}
			// V8 and the system's allocator take some MiB at once, and seldom. A tensor of these volumes that each step left
			// behind would be 3.7 MiB in every thousand.
			const growth = looks.slice(1).map((look, index) => look.residentBytes - looks[index]!.residentBytes);
			expect(Math.min(...growth)).toBeLessThan(2 * 2 ** 20);
		},
		600_000,
	);

	it.each(engines)(
		'is refused where there is not so much, by bytes and the largest tensors: %s',
		async (engine) => {
			const backend = await restartOn({ engine, threads: 2 });
			const sizes = [1000, 7000, 3000, 5000, 2000, 6000, 4000];
			const living = sizes.map((size) => tf.tidy(() => gelu(tf.ones([size, 16]))));
			const column = tf.tidy(() => gelu(tf.ones([2 ** 20, 1])));
			const { bytesInUse } = backend.engineMemory();
			const row = tf.zeros([1, 2 ** 22]);
			const ask = () => linear(column as tf.Tensor2D, row as tf.Tensor2D);
			expect(ask).toThrow(SimdError);
			expect(ask).toThrow(
				/no room for 16777216 MiB more \(17592186044416 bytes\): \d+ MiB of the \d+ MiB of /,
			);
			const largest = [7000, 6000, 5000].map((size) => `float32 \\[${size}, 16\\] \\(${size * 64} bytes\\)`);
			expect(ask).toThrow(new RegExp(`float32 \\[1048576, 1\\] \\(4194304 bytes\\), ${largest.join(', ')}`));
			row.dispose();
			expect(backend.engineMemory().bytesInUse).toBe(bytesInUse);
			const { step, dispose } = tinyTraining();
			expect(Number.isFinite(step())).toBe(true);
			dispose();
			tf.dispose([...living, column]);
		},
	);
});
