import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeVolume } from '@unetr/volume';
import { writeWholeFile } from '../files/writeWholeFile.ts';
import { makePhantom } from './makePhantom.ts';
import type { PhantomGrid } from './phantomGrid.ts';

/** What is reported while phantoms are written. */
export interface PhantomOptions {
	readonly seed: number;
	/** Number of cases. */
	readonly count: number;
	/** Grid of every case; drawn from the seed when left out. */
	readonly grid?: PhantomGrid;
	readonly signal?: AbortSignal;
	readonly onProgress?: (done: number) => void;
}

/**
 * Writes a labelled data set of phantoms in the layout of the Medical Segmentation Decathlon.
 *
 * @param folder - Gets `dataset.json` (written last), `imagesTr` and `labelsTr`.
 * @returns The ids of the cases.
 */
export async function writePhantomDataset(folder: string, options: PhantomOptions): Promise<string[]> {
	await mkdir(join(folder, 'imagesTr'), { recursive: true });
	await mkdir(join(folder, 'labelsTr'), { recursive: true });
	const ids: string[] = [];
	for (let number = 0; number < options.count; number++) {
		options.signal?.throwIfAborted();
		const id = `phantom_${String(number + 1).padStart(3, '0')}`;
		const { image, label } = makePhantom(options.seed, number, options.grid);
		await writeVolume(join(folder, 'imagesTr', `${id}.nii.gz`), image);
		await writeVolume(join(folder, 'labelsTr', `${id}.nii.gz`), label);
		ids.push(id);
		options.onProgress?.(number + 1);
	}
	await writeWholeFile(
		join(folder, 'dataset.json'),
		`${JSON.stringify(describe(ids, options.seed), null, '\t')}\n`,
	);
	return ids;
}

function describe(ids: readonly string[], seed: number): Record<string, unknown> {
	return {
		name: 'Phantoms',
		description: `MRI-like phantoms made by unetr from seed ${seed}: a bent structure in two touching parts`,
		licence: 'CC0-1.0',
		tensorImageSize: '3D',
		modality: { '0': 'MRI' },
		labels: { '0': 'background', '1': 'Anterior', '2': 'Posterior' },
		numTraining: ids.length,
		numTest: 0,
		training: ids.map((id) => ({ image: `./imagesTr/${id}.nii.gz`, label: `./labelsTr/${id}.nii.gz` })),
		test: [],
	};
}
