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

/**
 * The first voxels of the phantom, `size` along each axis and along k as many times as `windows` says, a bundle with
 * windows of that size side by side, and its labels in Node.
 */
export async function phantomCorner(
	size: number,
	windows = 1,
): Promise<{ readonly scan: Volume; readonly label: Volume; readonly spec: Buffer }> {
	const { voxels, shape, affine } = await phantom();
	const corner = new Int16Array(windows * size ** 3).map((_, at) => {
		const [i, j, k] = [at % size, Math.floor(at / size) % size, Math.floor(at / size ** 2)];
		return voxels[i + shape[0] * (j + shape[1] * k)]!;
	});
	const scan = createVolume({ voxels: corner, shape: [size, size, windows * size], affine });
	const json = JSON.parse((await phantomBundleFile('bundle.json')).toString());
	json.model.config.imgSize = [size, size, size]; // the network has no weight that depends on it
	json.inference.roiSize = [size, size, size];
	json.inference.overlap = 0;
	const spec = Buffer.from(JSON.stringify(json));
	return { scan, label: await labelsInNode(scan, spec), spec };
}

async function labelsInNode(scan: Volume, spec?: Buffer): Promise<Volume> {
	await useBackend('simd');
	const bundle = await openBundle({
		spec: (spec ?? (await phantomBundleFile('bundle.json'))).toString(),
		weights: new Uint8Array(await phantomBundleFile('model.safetensors')),
	});
	const { label } = await segmentVolume(scan, bundle.model, bundle.spec);
	bundle.model.dispose();
	return label;
}

/** Share of voxels that are the same in two label maps. */
export function agreement(a: Volume, b: Volume): number {
	if (a.voxels.length !== b.voxels.length) return 0;
	let same = 0;
	for (let n = 0; n < a.voxels.length; n++) if (a.voxels[n] === b.voxels[n]) same++;
	return same / a.voxels.length;
}
