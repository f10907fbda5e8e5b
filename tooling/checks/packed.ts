import { execFile } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chooseSoftwareGpu } from '../testkit/softwareGpu.ts';
import { type NodeProgram, nodesToTry, userEnvironment } from './nodeVersions.ts';
import { type PackedPackage, packPackages } from './packPackages.ts';
import { type ReadmeExample, readmeExample } from './readmeExample.ts';
import { workspaceRoot } from './workspace.ts';

const run = promisify(execFile);
const exampleTimeoutMs = 120_000;

/** Installs the tarballs as a user would, all together, with the peers they ask for. */
async function installAll(
	packages: readonly PackedPackage[],
	folder: string,
	node: NodeProgram,
): Promise<void> {
	mkdirSync(folder);
	writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
	const names = new Set(packages.map((one) => one.manifest.name));
	const peers = packages.flatMap((one) => Object.entries(one.manifest.peerDependencies ?? {}));
	const others = new Set(
		peers.filter(([name]) => !names.has(name)).map(([name, range]) => `${name}@${range}`),
	);
	const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
	await run('npm', [...args, ...packages.map((one) => one.tarball), ...others], {
		cwd: folder,
		env: userEnvironment(node),
		shell: process.platform === 'win32',
	});
	assertOneEngine(folder);
}

/** Two copies of tfjs-core would share one global engine and disagree silently. */
function assertOneEngine(folder: string): void {
	const copies = globSync('**/node_modules/@tensorflow/tfjs-core', { cwd: folder });
	if (copies.length > 1)
		throw new Error(`the install holds ${copies.length} copies of @tensorflow/tfjs-core`);
}

/** Runs what a package's README shows, in an empty folder below the one with the installed packages. */
async function tryPackage(one: PackedPackage, installed: string, node: NodeProgram): Promise<void> {
	const { name, bin } = one.manifest;
	const folder = join(installed, 'try', `${name.replace('/', '-')}-${node.version}`);
	mkdirSync(folder, { recursive: true });
	for (const command of Object.keys(bin ?? {})) await runProgram(command, installed, folder, node);
	const readme = readFileSync(join(installed, 'node_modules', name, 'README.md'), 'utf8');
	const example = readmeExample(readme, bin === undefined ? 'js' : 'sh');
	if (example.code.includes('startNodeGpu') && !chooseSoftwareGpu()) {
		console.log(`${name}: the example was left out, for want of a software GPU`);
		return;
	}
	await runExample(example, folder, node);
}

/** Checks that an installed command starts and prints its help. */
async function runProgram(command: string, installed: string, cwd: string, node: NodeProgram): Promise<void> {
	const program = join(installed, 'node_modules/.bin', command);
	const options = { cwd, env: userEnvironment(node), timeout: exampleTimeoutMs };
	const { stdout } = await run(program, ['--help'], { ...options, shell: process.platform === 'win32' });
	if (!stdout.includes(command)) throw new Error(`\`${command} --help\` printed no help on stdout`);
}

async function runExample({ language, code }: ReadmeExample, cwd: string, node: NodeProgram): Promise<void> {
	const options = { cwd, env: userEnvironment(node), timeout: exampleTimeoutMs };
	if (language === 'sh') {
		await run('sh', ['-ec', code], options);
		return;
	}
	writeFileSync(join(cwd, 'example.js'), code);
	const { stdout } = await run(node.path, ['example.js'], options);
	if (stdout.trim() === '') throw new Error('the example of README.md printed nothing');
}

/** The first lines of what a failed program wrote, without the name of the temporary folder. */
function failureText(error: unknown, temporary: string): string {
	const { message, stderr, killed } = error as Error & { stderr?: string; killed?: boolean };
	const text = killed ? `took longer than ${exampleTimeoutMs / 1000} s` : stderr?.trim() || message;
	return text.replaceAll(temporary, '').split('\n').slice(0, 20).join('\n  ');
}

/** The example of the workspace's own README needs several packages at once. */
async function tryRootReadme(installed: string, node: NodeProgram): Promise<void> {
	const folder = join(installed, 'try', `root-${node.version}`);
	mkdirSync(folder, { recursive: true });
	await runExample(readmeExample(readFileSync(join(workspaceRoot, 'README.md'), 'utf8'), 'js'), folder, node);
}

/** Something to try on each Node. */
interface Trial {
	readonly name: string;
	attempt(node: NodeProgram): Promise<void>;
}

/** Carries a trial out on each Node and prints its line. */
async function report(
	{ name, attempt }: Trial,
	installed: string,
	nodes: readonly NodeProgram[],
): Promise<void> {
	const started = performance.now();
	for (const node of nodes) {
		try {
			await attempt(node);
		} catch (error) {
			process.exitCode = 1;
			console.error(`${name}: FAILED on Node ${node.version}\n  ${failureText(error, installed)}`);
			return;
		}
	}
	const seconds = ((performance.now() - started) / 1000).toFixed(1);
	const versions = nodes.map((node) => node.version).join(' and ');
	console.log(`${name}: README example ran on Node ${versions} (${seconds} s)`);
}

async function main(): Promise<void> {
	const temporary = mkdtempSync(join(tmpdir(), 'unetr-packed-'));
	try {
		const nodes = nodesToTry();
		const packages = packPackages(workspaceRoot, join(temporary, 'tarballs'));
		const installed = join(temporary, 'installed');
		await installAll(packages, installed, nodes.at(-1)!);
		const queue: Trial[] = packages.map((one) => ({
			name: one.manifest.name,
			attempt: (node) => tryPackage(one, installed, node),
		}));
		queue.push({ name: 'README.md', attempt: (node) => tryRootReadme(installed, node) });
		const worker = async (): Promise<void> => {
			for (let one = queue.shift(); one !== undefined; one = queue.shift())
				await report(one, installed, nodes);
		};
		await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, worker));
	} finally {
		rmSync(temporary, { recursive: true, force: true });
	}
}

await main();
