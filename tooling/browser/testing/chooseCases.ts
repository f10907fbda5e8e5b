import { allKernelCases, type KernelCase, runKernelCase } from './kernelCases.ts';
import { type KernelMode, startKernels } from './startKernels.ts';

/** Cases, and the files that they run. */
interface ChosenCases {
	readonly chosen: readonly KernelCase[];
	readonly covered: ReadonlySet<string>;
}

/**
 * A few cases that run every shader's file that any case runs: again and again the one with the most that are new.
 *
 * @param known files that need no case
 */
export async function chooseCases(mode: KernelMode, known: ReadonlySet<string>): Promise<ChosenCases> {
	const reach = await filesOfCases(mode);
	const chosen: KernelCase[] = [];
	const covered = new Set(known);
	for (;;) {
		const news = reach.map(({ files }) => files.filter((file) => !covered.has(file)).length);
		const best = news.indexOf(Math.max(...news));
		if (news[best] === 0) return { chosen, covered };
		chosen.push(reach[best]!.one);
		for (const file of reach[best]!.files) covered.add(file);
	}
}

/** The files of each case, found without running anything. */
async function filesOfCases(mode: KernelMode): Promise<{ one: KernelCase; files: string[] }[]> {
	const { backend, files } = await startKernels(mode);
	backend.pipelines.prepare = () => {};
	const reach: { one: KernelCase; files: string[] }[] = [];
	for (const one of allKernelCases) {
		files.clear();
		await backend.warmUp(() => void runKernelCase(one));
		reach.push({ one, files: [...files] });
	}
	return reach;
}
