/** Our side of the label cases in one thread: `node --expose-gc labelPeer.ts <case name>…` prints a JSON line a figure. */
import { hausdorffDistance, type LabelMap, surfaceDistances } from '@unetr/metrics';
import { connectedComponents, distanceTransform, type Point3, readVolume } from '@unetr/volume';
import { sharedData } from 'unetr-testkit';
import { measure } from '../measure.ts';
import { type LabelCase, labelCases } from './labelCases.ts';

interface Mask {
	readonly voxels: Uint8Array;
	readonly shape: Point3;
	readonly spacingMm: Point3;
}

async function readMask(side: 'pred' | 'ref'): Promise<Mask> {
	const folder = sharedData('panoptica/spine_seg/semantic');
	if (folder === null) throw new Error('the folder ../shared/data is not beside the clone');
	const { voxels, shape, spacingMm } = await readVolume(`${folder}/${side}.nii.gz`);
	return { voxels: Uint8Array.from(voxels, (label) => (label > 0 ? 1 : 0)), shape, spacingMm };
}

const backwards = ([i, j, k]: Point3): Point3 => [k, j, i];

/** What a case computes, as one number that scipy has to agree on. */
function workOf(work: LabelCase['work'], prediction: Mask, reference: Mask): () => number {
	const { voxels, shape, spacingMm } = reference;
	const spacing = backwards(spacingMm);
	const maps: [LabelMap, LabelMap] = [prediction, reference];
	// scipy is given the place of its results as well
	const into = new Float64Array(work === 'distances' ? voxels.length : 0);
	const ids = new Int32Array(work === 'components' ? voxels.length : 0);
	return {
		distances: () => distanceTransform(voxels, backwards(shape), { spacing, to: 'nonzero', into })[0]!,
		hd95: () => hausdorffDistance(surfaceDistances(...maps), 95)!,
		components: () => connectedComponents(voxels, backwards(shape), 6, ids).count,
	}[work];
}

const [prediction, reference] = [await readMask('pred'), await readMask('ref')];
for (const { name, work } of labelCases.filter((one) => process.argv.includes(one.name))) {
	const collect = globalThis.gc!;
	collect();
	const before = process.memoryUsage().arrayBuffers;
	const run = workOf(work, prediction, reference);
	const value = run();
	const bytesPerVoxel = (process.memoryUsage().arrayBuffers - before) / reference.voxels.length;
	const timing = await measure(async () => void run());
	console.log(JSON.stringify({ peer: 'unetr', name, pass: 'whole', timing, bytesPerVoxel, value }));
}
