import { folderStore } from '../tuning/folderStore.ts';
import { keepTuningIn } from '../tuning/tuningStore.ts';
import { WebGpuError } from './webGpuError.ts';

/** What of the npm package `webgpu` is used. */
interface Dawn {
	create(flags: readonly string[]): GPU;
	readonly globals: Readonly<Record<string, unknown>>;
}

/** How Dawn starts. */
export interface NodeGpuOptions {
	/**
	 * Dawn's own options, `name=value`, such as `adapter=SwiftShader` or `backend=vulkan`; by default those in the
	 * environment's UNETR_DAWN_FLAGS, separated by spaces.
	 */
	readonly flags?: readonly string[];
}

// Dawn crashes the process when the object of `create` is collected, even at exit.
const kept: { unetrDawn?: GPU } = globalThis as { unetrDawn?: GPU };

/**
 * Gives Node a `navigator.gpu`, by Dawn of the npm package `webgpu`; where there is one already, it stays.
 *
 * @throws {WebGpuError} ('unavailable') if a flag is not `name=value`, the package is not installed, or Dawn finds no adapter
 */
export async function startNodeGpu({ flags = environmentFlags() }: NodeGpuOptions = {}): Promise<void> {
	checkFlags(flags);
	keepTuningIn(folderStore);
	if ((globalThis.navigator as Partial<Navigator> | undefined)?.gpu) return;
	const { create, globals } = await importDawn();
	kept.unetrDawn ??= create(flags);
	if (!(await kept.unetrDawn.requestAdapter()))
		throw new WebGpuError('unavailable', noAdapter(process.platform));
	Object.assign(globalThis, globals);
	if (!globalThis.navigator)
		Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true });
	Object.defineProperty(navigator, 'gpu', { value: kept.unetrDawn, configurable: true });
}

const environmentFlags = (): string[] =>
	(process.env.UNETR_DAWN_FLAGS ?? '').split(' ').filter((flag) => flag !== '');

/** Dawn's own refusal does not say which one it means. */
function checkFlags(flags: readonly string[]): void {
	const odd = flags.find((flag) => !/^[^=]+=./.test(flag));
	if (odd === undefined) return;
	throw new WebGpuError(
		'unavailable',
		`Dawn's flag '${odd}' (option flags, or UNETR_DAWN_FLAGS) is not of the form name=value, such as adapter=SwiftShader`,
	);
}

async function importDawn(): Promise<Dawn> {
	const packageName = 'webgpu'; // by a variable, so that bundlers leave its 130 MB alone
	try {
		return (await import(packageName)) as Dawn;
	} catch (cause) {
		const text = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
		const advice = "WebGPU in Node needs the npm package 'webgpu' (npm install webgpu)";
		throw new WebGpuError('unavailable', `${advice}, which cannot be loaded here: ${text}`);
	}
}

function noAdapter(platform: string): string {
	if (platform === 'darwin') return 'Dawn found no GPU: it looked for one with Metal';
	if (platform === 'win32') return 'Dawn found no GPU: it looked for one with Direct3D 12 or Vulkan';
	const chosen = process.env.VK_ICD_FILENAMES ?? process.env.VK_DRIVER_FILES;
	const where = chosen
		? `the drivers ${chosen}`
		: 'the drivers in /usr/share/vulkan/icd.d and /etc/vulkan/icd.d';
	return (
		`Dawn found no GPU: it looked for Vulkan, by its loader libvulkan.so.1 (Debian's libvulkan1) and ${where}; ` +
		'SwiftShader, which Chromium brings, serves as one on the processor: set VK_ICD_FILENAMES to its vk_swiftshader_icd.json'
	);
}
