import { encodeNiftiGz, readVolume, type Volume } from '@unetr/volume';
import { Segmenter } from '../segmentation/segmenter.ts';

/** What became of the caller's scan and of runs that overlap. */
export interface Overlapping {
	/** SHA-256 of the scan's voxels before, between and after the runs. */
	readonly scans: readonly string[];
	/** SHA-256 of the weights' bytes before and after. */
	readonly weights: readonly string[];
	/** SHA-256 of the labels: of a first run, of that saved while others ran, and of a run beside a cancelled one. */
	readonly labels: readonly string[];
	/** Name of the error that the cancelled run was rejected with. */
	readonly cancelled: string;
	/** Name of the error of a run that was cancelled while it waited. */
	readonly cancelledWaiting: string;
	/** The order in which the runs ended. */
	readonly ended: readonly string[];
}

async function hashOf(voxels: Volume['voxels'] | Uint8Array): Promise<string> {
	const bytes = new Uint8Array(voxels.buffer as ArrayBuffer, voxels.byteOffset, voxels.byteLength);
	const digest = await crypto.subtle.digest('SHA-256', bytes);
	return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

const fetched = async (path: string): Promise<Uint8Array<ArrayBuffer>> =>
	new Uint8Array(await (await fetch(path)).arrayBuffer());

async function overlap(): Promise<Overlapping> {
	const scan = await readVolume(await fetched('demo/phantom.nii.gz'));
	const weights = await fetched('bundles/phantom/model.safetensors');
	const spec = new TextDecoder().decode(await fetched('bundles/phantom/bundle.json'));
	const task = { scan, bundle: { spec, weights }, engine: 'simd' as const };
	const segmenter = new Segmenter();
	const scans = [await hashOf(scan.voxels)];
	const weightsHashes = [await hashOf(weights)];

	const first = await segmenter.segment(task);
	scans.push(await hashOf(scan.voxels));

	const ended: string[] = [];
	const follow = (name: string, run: Promise<Volume>): Promise<Volume | Error> =>
		run.catch((error: Error) => error).finally(() => ended.push(name));
	const [stop, stopWaiting] = [new AbortController(), new AbortController()];
	let tellStarted: () => void;
	const started = new Promise<void>((resolve) => {
		tellStarted = resolve;
	});
	const options = { signal: stop.signal, onProgress: () => tellStarted() };
	const cancelled = follow('cancelled', segmenter.segment(task, options));
	await new Promise((resolve) => setTimeout(resolve, 50));
	const second = follow('second', segmenter.segment(task));
	const waiting = follow('waiting', segmenter.segment(task, { signal: stopWaiting.signal }));
	stopWaiting.abort();
	await started;
	const saved = await readVolume(await encodeNiftiGz(first));
	stop.abort();
	const results = await Promise.all([cancelled, second, waiting]);
	scans.push(await hashOf(scan.voxels));
	weightsHashes.push(await hashOf(weights));
	return {
		scans,
		weights: weightsHashes,
		labels: await Promise.all([first, saved, results[1] as Volume].map(({ voxels }) => hashOf(voxels))),
		cancelled: (results[0] as Error).name,
		cancelledWaiting: (results[2] as Error).name,
		ended,
	};
}

Object.assign(globalThis, { overlap });
