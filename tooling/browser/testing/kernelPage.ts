import { measurePeak } from '@unetr/backend-webgpu';
import { type KernelCase, valuesOfCase } from './kernelCases.ts';
import { type KernelMode, startKernels } from './startKernels.ts';

/** What the page's kernels gave, for each case, and whose files were run. */
export interface KernelRun {
	readonly values: readonly (readonly (readonly number[])[])[];
	readonly files: readonly string[];
}

/** Runs cases on the browser's GPU; whatever the device refuses is thrown. */
async function runKernels(cases: readonly KernelCase[], mode: KernelMode): Promise<KernelRun> {
	const { backend, files } = await startKernels(mode);
	const refused: string[] = [];
	backend.device.addEventListener('uncapturederror', ({ error }) => void refused.push(error.message));
	const values: number[][][] = [];
	for (const one of cases) values.push(await valuesOfCase(one));
	if (mode.precision === 'f32' && mode.subgroups) await measurePeak(backend);
	await backend.finish();
	if (refused.length > 0) throw new Error(refused.join('\n'));
	return { values, files: [...files] };
}

Object.assign(globalThis, { runKernels });
