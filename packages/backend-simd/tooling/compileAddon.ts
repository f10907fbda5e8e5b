import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** An instruction set: how `native/addon.cpp` calls it, and the flags for it. */
interface InstructionSet {
	readonly name: string;
	readonly flags: readonly string[];
}

const portable: InstructionSet = { name: 'Portable', flags: [] };
const setsOfX64: readonly InstructionSet[] = [
	portable,
	{ name: 'Avx2', flags: ['-mavx2', '-mfma'] },
	{
		name: 'Avx512',
		flags: [...['-mavx512f', '-mavx512bw', '-mavx512vl', '-mavx512dq', '-mfma'], '-mprefer-vector-width=512'],
	},
];

const commonFlags = ['-std=c++20', '-fPIC', '-fvisibility=hidden', '-Wall', '-Wextra', '-Werror', '-c'];
/** Products may be fused with sums; nothing else of IEEE arithmetic is given up. */
const kernelFlags = ['-fno-exceptions', '-fno-rtti', '-fno-math-errno', '-ffp-contract=fast'];

const sources = join(dirname(fileURLToPath(import.meta.url)), '../native');
const run = promisify(execFile);

/** What an addon is compiled with. */
export interface AddonBuild {
	readonly compiler: string;
	/** Architecture that the compiler makes code for, as Node calls it. */
	readonly arch: string;
	/** The file that is written. */
	readonly output: string;
	/** Flags for compiling and for linking, in place of those of a release. */
	readonly flags?: { readonly compile: readonly string[]; readonly link: readonly string[] };
}

/** The first compiler that knows C++20: `CXX`, or else c++, g++ or clang++. */
export function findCompiler(): string | undefined {
	const candidates = process.env.CXX ? [process.env.CXX] : ['c++', 'g++', 'clang++'];
	return candidates.find((compiler) => {
		const { status } = spawnSync(compiler, ['-std=c++20', '-x', 'c++', '-fsyntax-only', '-'], { input: '' });
		return status === 0;
	});
}

/** Compiles the kernels once for each instruction set and the addon around them; gives the number of sets. */
export async function compileAddon({ compiler, arch, output, flags }: AddonBuild): Promise<number> {
	const { include_dir } = createRequire(import.meta.url)('node-api-headers') as { include_dir: string };
	const folder = mkdtempSync(join(tmpdir(), 'unetr-native-'));
	const sets = arch === 'x64' ? setsOfX64 : [portable];
	const compile = async (source: string, object: string, more: readonly string[]) => {
		const all = [...commonFlags, ...(flags?.compile ?? ['-O3']), ...more];
		await run(compiler, [...all, join(sources, source), '-o', join(folder, object)]);
		return join(folder, object);
	};
	try {
		const objects = await Promise.all([
			compile('addon.cpp', 'addon.o', ['-I', include_dir]),
			...sets.map(({ name, flags: own }) =>
				compile('kernels.cpp', `${name}.o`, [...kernelFlags, ...own, `-DUNETR_SET=${name}`]),
			),
		]);
		mkdirSync(dirname(output), { recursive: true });
		const linked = join(dirname(output), `.${basename(output)}.${process.pid}`);
		await run(compiler, [...objects, ...(flags?.link ?? releaseLinkFlags()), '-o', linked]);
		renameSync(linked, output);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
	return sets.length;
}

const releaseLinkFlags = (): string[] =>
	process.platform === 'darwin'
		? ['-dynamiclib', '-undefined', 'dynamic_lookup']
		: ['-shared', '-static-libstdc++', '-static-libgcc', '-pthread', '-s'];
