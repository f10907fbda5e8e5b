import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ClosingReporter, type CountedModule, countTests } from './closingReporter.ts';

function testFile(states: Record<string, 'passed' | 'failed' | 'skipped'>, errors = 0): CountedModule {
	const tests = Object.entries(states).map(([fullName, state]) => ({ fullName, result: () => ({ state }) }));
	return {
		moduleId: 'a.test.ts',
		state: () => 'passed',
		errors: () => Array.from({ length: errors }, () => ({ message: 'broken' })),
		children: { allTests: () => tests },
	} as unknown as CountedModule;
}

const files = [testFile({ a: 'passed', b: 'failed' }), testFile({ c: 'passed', d: 'skipped' })];

describe('countTests', () => {
	it('counts over all files', () => {
		expect(countTests(files, 0)).toEqual({ passed: 2, failed: 1, skipped: ['d'] });
	});

	it('counts a file that did not load, and errors outside tests, as failed', () => {
		expect(countTests([...files, testFile({}, 2)], 3).failed).toBe(5);
	});
});

describe('ClosingReporter', () => {
	let folder: string;

	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'counts-'));
		vi.stubEnv('UNETR_TEST_COUNTS', join(folder, 'counts'));
		vi.spyOn(console, 'error').mockImplementation(() => {});
	});

	afterEach(() => {
		vi.unstubAllEnvs();
		vi.restoreAllMocks();
		rmSync(folder, { recursive: true });
	});

	/** What the reporter left behind; the exit code of this process is put back at once. */
	function report(): { exitCode: unknown; counts: string } {
		const before = process.exitCode;
		process.exitCode = undefined;
		new ClosingReporter().onTestRunEnd(files, []);
		const { exitCode } = process;
		process.exitCode = before;
		return { exitCode, counts: readFileSync(join(folder, 'counts'), 'utf8') };
	}

	it('fails a run with a skipped test where CI is set', () => {
		vi.stubEnv('CI', 'true');
		expect(report()).toEqual({ exitCode: 1, counts: '2 2\n' });
	});

	it('lets tests skip elsewhere', () => {
		vi.stubEnv('CI', '');
		expect(report()).toEqual({ exitCode: undefined, counts: '2 1\n' });
	});
});
