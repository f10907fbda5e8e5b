import type { BundleFiles } from '@unetr/inference';
import type { Volume } from '@unetr/volume';
import type { EngineReport, EngineWish } from './startEngine.ts';

/** What the worker is asked to do; a worker does one task and is then ended. */
export interface SegmentationTask {
	readonly scan: Volume;
	readonly bundle: BundleFiles;
	/** 'auto' when left out. */
	readonly engine?: EngineWish;
}

/** What the worker tells. */
export type WorkerReport =
	| { readonly kind: 'engine'; readonly engine: EngineReport }
	| { readonly kind: 'progress'; readonly done: number; readonly total: number }
	| { readonly kind: 'done'; readonly label: Volume }
	| { readonly kind: 'failed'; readonly name: string; readonly message: string };
