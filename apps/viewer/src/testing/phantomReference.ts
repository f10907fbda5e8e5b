import '@unetr/backend-simd';
import { readFile } from 'node:fs/promises';
import { openBundle, segmentVolume } from '@unetr/inference';
import { useBackend } from '@unetr/ops';
import { createVolume, readVolume, type Volume } from '@unetr/volume';

const publicFile = (name: string): URL => new URL(`../../public/${name}`, import.meta.url);

/** The phantom that the page ships. */
export const phantomBytes = (): Promise<Buffer> => readFile(publicFile('demo/phantom.nii.gz'));

/** A file of the bundle that the page ships for it. */
export const phantomBundleFile = (name: string): Promise<Buffer> =>
	readFile(publicFile(`bundles/phantom/${name}`));

const phantom = async (): Promise<Volume> =>
	readVolume(new Uint8Array(await phantomBytes()), { name: 'phantom.nii.gz' });

/** The phantom and its labels as Node computes them. */
export async function phantomReference(): Promise<{ readonly scan: Volume; readonly label: Volume }> {
	const scan = await phantom();
	return { scan, label: await labelsInNode(scan) };
}

/** The first voxels of the phantom, `size` along each axis, and their labels as Node computes them. */
export async function phantomCorner(size: number): Promise<readonly [scan: Volume, label: Volume]> {
	const { voxels, shape, affine } = await phantom();
	const corner = new Int16Array(size ** 3).map((_, at) => {
		const [i, j, k] = [at % size, Math.floor(at / size) % size, Math.floor(at / size ** 2)];
		return voxels[i + shape[0] * (j + shape[1] * k)]!;
	});
	const scan = createVolume({ voxels: corner, shape: [size, size, size], affine });
	return [scan, await labelsInNode(scan)];
}

async function labelsInNode(scan: Volume): Promise<Volume> {
	await useBackend('simd');
	const { model, spec } = await openBundle({
		spec: (await phantomBundleFile('bundle.json')).toString(),
		weights: new Uint8Array(await phantomBundleFile('model.safetensors')),
	});
	const { label } = await segmentVolume(scan, model, spec);
	model.dispose();
	return label;
}

/** Share of voxels that are the same in two label maps. */
export function agreement(a: Volume, b: Volume): number {
	if (a.voxels.length !== b.voxels.length) return 0;
	let same = 0;
	for (let n = 0; n < a.voxels.length; n++) if (a.voxels[n] === b.voxels[n]) same++;
	return same / a.voxels.length;
}
