/**
 * Compiles the kernels for this platform to `dist/native/<platform>-<arch>.node`, once for each instruction set, with
 * the C++ compiler that there is (`CXX`, else c++, g++ or clang++). Where there is none, and on Windows, nothing is built
 * and the package runs on WebAssembly.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileAddon, findCompiler } from './compileAddon.ts';

const { platform, arch } = process;
const outputFolder = join(dirname(fileURLToPath(import.meta.url)), '../dist/native');
const start = performance.now();
const compiler = platform === 'win32' ? undefined : findCompiler();
if (compiler) {
	const sets = await compileAddon({ compiler, arch, output: join(outputFolder, `${platform}-${arch}.node`) });
	console.log(
		`native kernels: ${sets} instruction sets in ${Math.round((performance.now() - start) / 1000)} s`,
	);
} else {
	const why =
		platform === 'win32'
			? 'the addon reserves memory as POSIX systems do, not as Windows does'
			: 'no C++20 compiler (CXX, c++, g++, clang++)';
	console.log(`native kernels: ${why}, so WebAssembly will be used`);
}
