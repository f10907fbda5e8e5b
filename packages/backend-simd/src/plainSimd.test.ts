import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ops, useBackend } from '@unetr/ops';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import './index.ts';
import { expectClose, valuesOn } from './testing/opValues.ts';

/*
 * The kernels without relaxed SIMD, which Safari and older engines run: every op on every case. An engine that could
 * run the relaxed ones is given the plain ones under their name.
 */
const folder = mkdtempSync(join(tmpdir(), 'unetr-plain-'));
const plain = join(import.meta.dirname, '../dist/kernels.wasm');

beforeAll(() => {
	for (const name of ['kernels.wasm', 'kernels-relaxed.wasm']) cpSync(plain, join(folder, name));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(Object.values(ops))('$name on plain SIMD equals its reference', (op) => {
	it.each(op.cases)('$name', async (opCase) => {
		await useBackend('cpu');
		const expected = valuesOn(op, opCase);
		await useBackend('simd', { threads: 2, engine: 'wasm', wasmUrl: `${pathToFileURL(folder)}/` });
		const values = valuesOn(op, opCase);
		expect(values.length).toBe(expected.length);
		for (const [index, one] of values.entries()) expectClose(op.name, one, expected[index]!);
	});
});
