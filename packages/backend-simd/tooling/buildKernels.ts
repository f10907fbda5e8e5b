/**
 * Compiles `kernels/all.cpp` to `dist/kernels.wasm` (plain SIMD) and `dist/kernels-relaxed.wasm` (relaxed SIMD),
 * both at once. A system clang with wasm-ld is used where there is one, npm's own (`@yowasp/clang`) elsewhere.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMainThread, Worker, workerData } from 'node:worker_threads';

interface Variant {
	readonly file: string;
	readonly flags: readonly string[];
}

const variants: readonly Variant[] = [
	{ file: 'kernels.wasm', flags: [] },
	{ file: 'kernels-relaxed.wasm', flags: ['-mrelaxed-simd'] },
];

const compileFlags = [
	...['--target=wasm32', '-std=c++20', '-O3', '-msimd128', '-mbulk-memory', '-matomics', '-mmutable-globals'],
	...['-ffreestanding', '-fno-exceptions', '-fno-rtti', '-ffp-contract=off', '-fno-slp-vectorize'],
	...['-Wall', '-Wextra', '-Werror', '-c', 'all.cpp', '-o', 'all.o'],
];

const linkFlags = [
	...['--no-entry', '--import-memory', '--shared-memory', '--max-memory=4294967296', '--strip-all'],
	...[
		'--export=__stack_pointer',
		'--export=__heap_base',
		'-z',
		'stack-size=65536',
		'all.o',
		'-o',
		'all.wasm',
	],
];

const here = dirname(fileURLToPath(import.meta.url));
const kernelFolder = join(here, '../kernels');
const outputFolder = join(here, '../dist');

/** The newest system clang++ and wasm-ld of one major version from 15 on, if both are there. */
function findSystemClang(): { clang: string; linker: string } | undefined {
	for (const suffix of ['', '-21', '-20', '-19', '-18', '-17', '-16', '-15']) {
		const { stdout, status } = spawnSync(`clang++${suffix}`, ['--version'], { encoding: 'utf8' });
		const major = Number(/clang version (\d+)/.exec(stdout ?? '')?.[1] ?? 0);
		const linker = `wasm-ld${suffix}`;
		if (status === 0 && major >= 15 && spawnSync(linker, ['--version']).status === 0) {
			return { clang: `clang++${suffix}`, linker };
		}
	}
	return undefined;
}

function compileWithSystemClang(clang: string, linker: string, flags: readonly string[]): Uint8Array {
	const folder = mkdtempSync(join(tmpdir(), 'unetr-kernels-'));
	try {
		for (const name of readdirSync(kernelFolder)) {
			writeFileSync(join(folder, name), readFileSync(join(kernelFolder, name)));
		}
		execFileSync(clang, [...flags, ...compileFlags], { cwd: folder, stdio: 'inherit' });
		execFileSync(linker, linkFlags, { cwd: folder, stdio: 'inherit' });
		return readFileSync(join(folder, 'all.wasm'));
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

async function compileWithNpmClang(flags: readonly string[]): Promise<Uint8Array> {
	const { commands, runLLVM } = await import('@yowasp/clang');
	await runLLVM(undefined, undefined, { fetchProgress: () => {} }); // loads the compiler without a word
	const sources = Object.fromEntries(
		readdirSync(kernelFolder).map((name) => [name, readFileSync(join(kernelFolder, name))]),
	);
	const object = await commands['clang++']([...flags, ...compileFlags], sources);
	const linked = await commands['wasm-ld']([...linkFlags], object);
	return linked?.['all.wasm'] as Uint8Array;
}

async function buildVariant({ file, flags }: Variant): Promise<void> {
	const system = findSystemClang();
	const wasm = system
		? compileWithSystemClang(system.clang, system.linker, flags)
		: await compileWithNpmClang(flags);
	mkdirSync(outputFolder, { recursive: true });
	const temporary = join(outputFolder, `.${file}.${process.pid}`);
	writeFileSync(temporary, wasm);
	renameSync(temporary, join(outputFolder, file));
}

function runWorker(variant: Variant): Promise<void> {
	return new Promise((resolve, reject) => {
		const worker = new Worker(fileURLToPath(import.meta.url), { workerData: variant });
		worker.on('error', reject);
		worker.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${variant.file} failed`))));
	});
}

if (isMainThread) {
	const start = performance.now();
	await Promise.all(variants.map(runWorker));
	console.log(`kernels: ${variants.length} variants in ${Math.round((performance.now() - start) / 1000)} s`);
} else {
	await buildVariant(workerData as Variant);
}
