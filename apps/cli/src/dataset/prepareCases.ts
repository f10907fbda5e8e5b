import type { PreparedCase } from '@unetr/training';
import { type PreprocessingSpec, prepareImage, prepareLabel } from '@unetr/transforms';
import { type Dataset, readCaseImage, readVolume } from '@unetr/volume';
import type { Progress } from '../progress.ts';
import { Stopped } from '../stopped.ts';

/** Reads cases and prepares them as the model will see them. */
export async function prepareCases(
	dataset: Dataset,
	ids: readonly string[],
	spec: PreprocessingSpec,
	{ progress, signal }: { progress: Progress; signal: AbortSignal },
): Promise<PreparedCase[]> {
	const prepared: PreparedCase[] = [];
	for (const id of ids) {
		if (signal.aborted) throw new Stopped('Stopped while the cases were prepared; nothing was trained yet.');
		const listed = dataset.cases.find((entry) => entry.id === id)!;
		prepared.push({
			id,
			image: prepareImage(await readCaseImage(listed, { signal }), spec).image,
			label: prepareLabel(await readVolume(listed.label!, { signal }), spec),
		});
		progress.update({ done: prepared.length, total: ids.length });
	}
	progress.end();
	return prepared;
}
