import { openBundle, segmentVolume } from '@unetr/inference';
import type { SegmentationTask, WorkerReport } from './messages.ts';
import { startEngine } from './startEngine.ts';

const tell = (report: WorkerReport, transfer: Transferable[] = []): void =>
	globalThis.postMessage(report, { transfer });

async function segment({ scan, bundle, engine }: SegmentationTask): Promise<void> {
	tell({ kind: 'engine', engine: await startEngine(engine) });
	const { model, spec } = await openBundle(bundle);
	const { label } = await segmentVolume(scan, model, spec, {
		onProgress: ({ done, total }) => tell({ kind: 'progress', done, total }),
	});
	// The map was made here, so handing its memory over takes nothing from anybody.
	tell({ kind: 'done', label }, [label.voxels.buffer as ArrayBuffer]);
}

globalThis.onmessage = ({ data }: MessageEvent<SegmentationTask>) => {
	segment(data).catch((error: unknown) => {
		const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
		tell({ kind: 'failed', name, message });
	});
};
