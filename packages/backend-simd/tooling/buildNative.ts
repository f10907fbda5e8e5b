/**
 * Compiles the kernels for this platform to `dist/native/<platform>-<arch>.node`, once for each instruction set, with
 * the C++ compiler that there is (`CXX`, else c++, g++ or clang++). Where there is none, nothing is built and the package
 * runs on WebAssembly.
 */
import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** An instruction set: how `native/addon.cpp` calls it, and the flags for it. */
interface InstructionSet {
	readonly name: string;
	readonly flags: readonly string[];
}

const portable: InstructionSet = { name: 'Portable', flags: [] };
const instructionSets: readonly InstructionSet[] =
	process.arch === 'x64'
		? [
				portable,
				{ name: 'Avx2', flags: ['-mavx2', '-mfma'] },
				{
					name: 'Avx512',
					flags: [
						...['-mavx512f', '-mavx512bw', '-mavx512vl', '-mavx512dq', '-mfma'],
						'-mprefer-vector-width=512',
					],
				},
			]
		: [portable];

const flags = ['-std=c++20', '-O3', '-fPIC', '-fvisibility=hidden', '-Wall', '-Wextra', '-Werror', '-c'];
/** Products may be fused with sums; nothing else of IEEE arithmetic is given up. */
const kernelFlags = ['-fno-exceptions', '-fno-rtti', '-fno-math-errno', '-ffp-contract=fast'];
const linkFlags =
	process.platform === 'darwin'
		? ['-dynamiclib', '-undefined', 'dynamic_lookup']
		: ['-shared', '-static-libstdc++', '-static-libgcc', '-pthread', '-s'];

const here = dirname(fileURLToPath(import.meta.url));
const sources = join(here, '../native');
const outputFolder = join(here, '../dist/native');
const run = promisify(execFile);

/** The first compiler that knows C++20. */
function findCompiler(): string | undefined {
	const candidates = process.env.CXX ? [process.env.CXX] : ['c++', 'g++', 'clang++'];
	return candidates.find((compiler) => {
		const { status } = spawnSync(compiler, ['-std=c++20', '-x', 'c++', '-fsyntax-only', '-'], { input: '' });
		return status === 0;
	});
}

async function build(compiler: string, folder: string): Promise<void> {
	const { include_dir } = createRequire(import.meta.url)('node-api-headers') as { include_dir: string };
	const compile = async (source: string, object: string, more: readonly string[]) => {
		await run(compiler, [...flags, ...more, join(sources, source), '-o', join(folder, object)]);
		return join(folder, object);
	};
	const objects = await Promise.all([
		compile('addon.cpp', 'addon.o', ['-I', include_dir]),
		...instructionSets.map(({ name, flags: own }) =>
			compile('kernels.cpp', `${name}.o`, [...kernelFlags, ...own, `-DUNETR_SET=${name}`]),
		),
	]);
	const file = `${process.platform}-${process.arch}.node`;
	const linked = join(outputFolder, `.${file}.${process.pid}`);
	mkdirSync(outputFolder, { recursive: true });
	await run(compiler, [...objects, ...linkFlags, '-o', linked]);
	renameSync(linked, join(outputFolder, file));
}

const start = performance.now();
const compiler = process.platform === 'win32' ? undefined : findCompiler();
if (compiler) {
	const folder = mkdtempSync(join(tmpdir(), 'unetr-native-'));
	try {
		await build(compiler, folder);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
	const seconds = Math.round((performance.now() - start) / 1000);
	console.log(`native kernels: ${instructionSets.length} instruction sets in ${seconds} s`);
} else {
	console.log('native kernels: no C++20 compiler (CXX, c++, g++, clang++), so WebAssembly will be used');
}
