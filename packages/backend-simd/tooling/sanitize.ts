/**
 * Runs the native kernels' tests under the address and undefined-behaviour sanitizers of g++: `pnpm --filter
 * @unetr/backend-simd run sanitize [test files]`. Every block of the engine's memory is fenced by bytes that no kernel may
 * touch (see sanitizedAddon.ts), so a kernel that reads or writes one float too far is found, which is tried first. The
 * first finding ends the run with the compiler's report.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileAddon } from './compileAddon.ts';

const here = dirname(fileURLToPath(import.meta.url));
const compiler = process.env.CXX ?? 'g++';
const sanitizers = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all'];
const folder = mkdtempSync(join(tmpdir(), 'unetr-sanitize-'));

/** Node is not built with the sanitizers, so their libraries come first in every process. */
const library = (name: string): string =>
	execFileSync(compiler, [`-print-file-name=${name}`], { encoding: 'utf8' }).trim();

try {
	const addon = join(folder, 'sanitized.node');
	const sets = await compileAddon({
		compiler,
		arch: process.arch,
		output: addon,
		flags: {
			compile: ['-O1', '-g', '-fno-omit-frame-pointer', ...sanitizers],
			link: ['-shared', '-pthread', ...sanitizers],
		},
	});
	console.log(`native kernels with sanitizers: ${sets} instruction sets`);
	const options = {
		cwd: join(here, '../../..'),
		env: {
			...process.env,
			CI: 'true', // nothing may skip
			UNETR_SANITIZED_ADDON: addon,
			LD_PRELOAD: `${library('libasan.so')} ${library('libubsan.so')}`,
			ASAN_OPTIONS: 'detect_leaks=0:allow_user_segv_handler=1', // V8 frees nothing at its end, and catches SIGSEGV
			UBSAN_OPTIONS: 'print_stacktrace=1',
		},
	};
	const overrun = [process.execPath, ['--conditions=unetr-source', join(here, 'overrun.ts')]] as const;
	const { stderr } = spawnSync(...overrun, { ...options, encoding: 'utf8' });
	if (!stderr.includes('AddressSanitizer: use-after-poison')) {
		throw new Error(`a write past a block's end was not seen:\n${stderr}`);
	}
	const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
	const args = [vitest, 'run', '--config', join(here, 'sanitize.config.ts'), ...process.argv.slice(2)];
	const { status, signal } = spawnSync(process.execPath, args, { ...options, stdio: 'inherit' });
	process.exitCode = signal ? 1 : (status ?? 1);
} finally {
	rmSync(folder, { recursive: true, force: true });
}
