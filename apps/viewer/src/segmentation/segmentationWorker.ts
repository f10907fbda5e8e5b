import { openBundle, segmentVolume, WindowTooLargeError } from '@unetr/inference';
import type { Volume } from '@unetr/volume';
import type { SegmentationTask, WorkerReport } from './messages.ts';
import { type EngineReport, startEngine, startSimd } from './startEngine.ts';

const tell = (report: WorkerReport, transfer: Transferable[] = []): void =>
	globalThis.postMessage(report, { transfer });

async function segment(task: SegmentationTask): Promise<Volume> {
	const engine = await startEngine(task.engine);
	try {
		return await segmentWith(engine, task);
	} catch (error) {
		// A card that is lost, too small or out of memory: the processor does it, more slowly.
		const isTooSmall = error instanceof WindowTooLargeError;
		if (engine.backend !== 'webgpu' || !(isTooSmall || (error as Error).name === 'WebGpuError')) throw error;
		const why = isTooSmall
			? 'the graphics card holds less than a window of this network'
			: 'the graphics card gave up on this scan';
		return segmentWith(await startSimd(why), task);
	}
}

async function segmentWith(engine: EngineReport, { scan, bundle }: SegmentationTask): Promise<Volume> {
	tell({ kind: 'engine', engine });
	const { model, spec } = await openBundle(bundle);
	const { label } = await segmentVolume(scan, model, spec, {
		onProgress: ({ done, total }) => tell({ kind: 'progress', done, total }),
	});
	return label;
}

globalThis.onmessage = async ({ data }: MessageEvent<SegmentationTask>) => {
	try {
		const label = await segment(data);
		// The map was made here, so handing its memory over takes nothing from anybody.
		tell({ kind: 'done', label }, [label.voxels.buffer as ArrayBuffer]);
	} catch (error) {
		const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
		tell({ kind: 'failed', name, message });
	}
};
