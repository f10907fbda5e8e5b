import { writeFileSync } from 'node:fs';
import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** How many tests of a run passed, failed and did not run. */
export interface TestCounts {
	readonly passed: number;
	readonly failed: number;
	readonly skipped: readonly string[];
}

/** What the reporter needs of a test file. */
export type CountedModule = Pick<TestModule, 'moduleId' | 'state' | 'errors'> & {
	readonly children: { allTests(): Iterable<Pick<TestCase, 'fullName' | 'result'>> };
};

/** Counts the tests of all files; a file that broke outside its tests counts as one failed test more. */
export function countTests(modules: readonly CountedModule[], otherErrors: number): TestCounts {
	const tests = modules.flatMap((module) => [...module.children.allTests()]);
	const inState = (state: string): string[] =>
		tests.filter((test) => test.result().state === state).map((test) => test.fullName);
	const broken = modules.filter((module) => module.errors().length > 0).length;
	return {
		passed: inState('passed').length,
		failed: inState('failed').length + broken + otherErrors,
		skipped: [...inState('skipped'), ...inState('pending')],
	};
}

/**
 * Holds a run on a build machine to its word: a skipped test fails it (environment variable `CI`). Leaves
 * "<passed> <failed>" in the file that `UNETR_TEST_COUNTS` names, for the closing line of `.ci/run`.
 */
export class ClosingReporter implements Reporter {
	onTestRunEnd(modules: readonly CountedModule[], unhandledErrors: readonly unknown[]): void {
		const { passed, failed, skipped } = countTests(modules, unhandledErrors.length);
		const refused = process.env.CI ? skipped : [];
		for (const name of refused) console.error(`skipped, and nothing may skip here: ${name}`);
		if (refused.length > 0) process.exitCode = 1;
		const file = process.env.UNETR_TEST_COUNTS;
		if (file) writeFileSync(file, `${passed} ${failed + refused.length}\n`);
	}
}
