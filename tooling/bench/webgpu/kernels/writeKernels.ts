/**
 * Writes results/kernels.json: what every kernel moves and takes, for a named GPU, without having it.
 *
 *   node --conditions=unetr-source --import ./tooling/wgsl/registerWgsl.ts tooling/bench/webgpu/kernels/writeKernels.ts
 *
 * Needs a C compiler, Mesa's RADV (Debian's mesa-vulkan-drivers), which compiles, and SwiftShader (Debian's chromium), on
 * which the accesses are noted.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseSoftwareGpu } from 'unetr-testkit';
import { compilerAccounts } from './compilerAccounts.ts';
import type { KernelRecord, KernelRow } from './kernelTable.ts';
import { namedGpu, occupancyOf } from './namedGpu.ts';
import type { TracedDispatch } from './trace.ts';

interface Compiled {
	readonly name: string;
	readonly file: string;
	readonly number: number;
	readonly threads: number;
}

const here = import.meta.dirname;

/** A Vulkan driver for the compiler, made in a folder. */
function makeDriver(folder: string): string {
	const library = join(folder, 'libnullQueue.so');
	const { status, stderr } = spawnSync('cc', [
		'-shared',
		'-fPIC',
		'-O1',
		'-o',
		library,
		join(here, 'nullQueue.c'),
	]);
	if (status !== 0) throw new Error(`cc: ${stderr}`);
	const driver = join(folder, 'driver.json');
	const text = { file_format_version: '1.0.0', ICD: { library_path: library, api_version: '1.3.230' } };
	writeFileSync(driver, JSON.stringify(text));
	return driver;
}

function runScript(script: string, args: readonly string[], env: NodeJS.ProcessEnv) {
	const path = join(here, script);
	const result = spawnSync(process.execPath, [...process.execArgv, path, ...args], {
		env: { ...process.env, ...env },
		encoding: 'utf8',
		maxBuffer: 2 ** 28,
	});
	if (result.status !== 0) throw new Error(`${script}: ${result.stderr.slice(-2000)}`);
	const lines = result.stdout.split('\n').filter((line) => line.startsWith('{'));
	return { lines: lines.map((line) => JSON.parse(line) as unknown), account: result.stderr };
}

const folder = mkdtempSync(join(tmpdir(), 'unetr-kernels-'));
const { lines, account } = runScript('compileKernels.ts', [], {
	VK_ICD_FILENAMES: makeDriver(folder),
	...{ RADV_FORCE_FAMILY: namedGpu.family, RADV_DEBUG: 'shaderstats,nocache', RADV_PERFTEST: 'cswave32' },
});
rmSync(folder, { recursive: true });
const compiled = lines as Compiled[];
const accounts = compilerAccounts(account);
const needs = compiled.map(({ number, threads }) => ({ threads, ...accounts[number]! }));
const atOnce = needs.map((need) => occupancyOf(need).groups * namedGpu.computeUnits);
if (!chooseSoftwareGpu()) throw new Error('there is no SwiftShader (Debian: chromium, libvulkan1)');
const traceWith = (groups: readonly number[]) =>
	runScript('traceKernels.ts', [JSON.stringify(groups)], {}).lines as TracedDispatch[];
const [traced, ofGroups] = [traceWith(atOnce), traceWith(atOnce.map(() => 1))];
const rows = traced.map((rest, at): KernelRow => {
	if (rest.file !== compiled[at]!.file) throw new Error(`${rest.file} was compiled as ${compiled[at]!.file}`);
	return {
		...rest,
		groupBytes: ofGroups[at]!.movedBytes,
		...needs[at]!,
		occupancy: occupancyOf(needs[at]!).share,
	};
});
const record: KernelRecord = { gpu: namedGpu, rows };
writeFileSync(join(here, '../../results/kernels.json'), `${JSON.stringify(record, null, '\t')}\n`);
